"""An OpenAPI 3 document as a pack: its operations as tools, its resources as rows."""
