"""Handing over a post: what is under a name, its acta, and who goes on (Ley 594 de 2000, art. 15).

`matters` lists what is open under a name; `preparing` begins and looks through; `delivering` draws
up the acta and signs it first; `passing_on` follows its completion; `due` tells what is missing.
"""
