"""The web safety of every page: access marks, headers, languages and error pages."""
