"""
Data libraries as folders: what their metadata say of them, and what the files themselves show.

    read_metadata(files)                # passport, datapackage.json, Croissant, DCAT in one shape
    near(texts, 0.8, 20_000)            # texts that repeat each other almost word for word
"""
