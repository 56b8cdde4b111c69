"""What is not a record, or is one no longer: three narrow ways, each told in the register (11.19).

Working papers go when their owner or their day says; a mistaken upload stays in quarantine until it
comes back or is suppressed; personal data goes by order. Nothing else ever takes bytes away.
"""
