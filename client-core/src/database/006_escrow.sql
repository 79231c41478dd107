-- A change that came after its device's access had ended is kept, since others may follow it, and nothing of it counts.
ALTER TABLE doc_change ADD COLUMN void INTEGER NOT NULL DEFAULT 0;
