-- bounded: ok
CREATE INDEX x ON docs_content(c0)
