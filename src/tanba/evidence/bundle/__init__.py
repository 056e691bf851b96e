"""
Bundles: a zip that a stranger checks with stock programs and with nothing of ours.

    write_bundle(Path("evidence.zip"), Contents(log_key=key, entries=(Enclosed(entry=data, proof=proof),)))
    verify_bundle(Path("evidence.zip"), key).state                           # 'valid'
"""
