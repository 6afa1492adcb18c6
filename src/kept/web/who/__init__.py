"""Who is in, who takes whose calls, and what an absence asks for."""
