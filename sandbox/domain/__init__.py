"""The words of the product as frozen types. Imports nothing of ours."""
