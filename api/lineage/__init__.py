"""Lineages: what a work or a heritage source grew from and what grew from it; JSON, PROV-O, SVG."""
