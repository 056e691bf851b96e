"""
Ways in which acts come into a record: saves of files, the history of a repository, programs through a pipe.

    Following(recorder, folder).save(Folder(Path("essay.md")).read("essay.md"))    # a save, as acts
    take_act(recorder, {"do": "prompt", "text": "…"})                              # an editor or a gateway
    read_history(Repository(Path("."), os.environ), "HEAD", wanted, belief)        # commits, as declared acts

An editor that knows each keystroke records better than any of these by calling `Recorder` itself.
"""
