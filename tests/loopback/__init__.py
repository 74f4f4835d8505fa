"""Servers on 127.0.0.1 that speak providers' protocols as strictly as the providers do."""
