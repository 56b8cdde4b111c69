"""Records that come from outside: files judged by content, kept as they came, read at one remove.

`inspecting`, `mailing`, `texts` and `picturing` read untrusted bytes and run in `records.sandbox`
only; `reading` asks them. The verbs are `capturing` and what stands beside it.
"""
