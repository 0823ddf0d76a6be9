"""绩衡 Jiheng: reads, checks, writes and manages budget performance target forms."""

__version__ = "0.1.0"
