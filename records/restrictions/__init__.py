"""What is restricted: its term, who read it, which acts are asked for (Ley 1712 de 2014)."""
