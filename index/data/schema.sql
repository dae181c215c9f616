-- What is read to answer carries a checksum, "sum", of what its row holds (index/store/checksums.py).
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- Beside its own columns a document's checksum is of how many passages it has, where its first
-- landmark begins, and the checksum of its lines and notes: so none of those can go unseen.
CREATE TABLE document (
    id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL, stamp TEXT NOT NULL,
    title TEXT NOT NULL, date TEXT, url TEXT, passages INTEGER NOT NULL, landmark INTEGER,
    parts BLOB NOT NULL, sum BLOB NOT NULL, text TEXT NOT NULL);

CREATE TABLE vector (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, sum BLOB NOT NULL, data BLOB NOT NULL);

-- Ids are never used again: what a former generation's caches call a passage is no other one.
CREATE TABLE passage (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    heading TEXT NOT NULL, sentences TEXT NOT NULL,
    vector INTEGER NOT NULL REFERENCES vector (id), sum BLOB NOT NULL);
CREATE INDEX passage_document ON passage (document);
CREATE INDEX passage_vector ON passage (vector);

-- Vectors that may have no passage: those of builds that were cut short, those of what was removed.
CREATE TABLE loose_vector (id INTEGER PRIMARY KEY);
CREATE TRIGGER vector_added AFTER INSERT ON vector BEGIN
    INSERT INTO loose_vector VALUES (new.id);
END;
CREATE TRIGGER passage_gone AFTER DELETE ON passage BEGIN
    INSERT OR IGNORE INTO loose_vector VALUES (old.vector);
END;

CREATE TABLE line (
    document INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE, key TEXT NOT NULL,
    PRIMARY KEY (document, key)) WITHOUT ROWID;
CREATE INDEX line_key ON line (key);
CREATE TABLE line_count (key TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX line_often ON line_count (count);
CREATE TRIGGER line_added AFTER INSERT ON line BEGIN
    INSERT INTO line_count VALUES (new.key, 1) ON CONFLICT (key) DO UPDATE SET count = count + 1;
END;
CREATE TRIGGER line_gone AFTER DELETE ON line BEGIN
    UPDATE line_count SET count = count - 1 WHERE key = old.key;
    DELETE FROM line_count WHERE key = old.key AND count = 0;
END;

-- Each ends where the next one begins, the last one nowhere.
CREATE TABLE landmark (
    document INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    start INTEGER NOT NULL, until INTEGER, name TEXT NOT NULL, by_line INTEGER NOT NULL,
    sum BLOB NOT NULL, PRIMARY KEY (document, start)) WITHOUT ROWID;
CREATE TABLE note (
    document INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE, words TEXT NOT NULL);
CREATE INDEX note_document ON note (document);

CREATE TABLE skipped (
    path TEXT PRIMARY KEY, reason TEXT NOT NULL, stamp TEXT NOT NULL) WITHOUT ROWID;
