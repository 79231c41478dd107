//! What a visit, household or group is: fields, edits, validation, Automerge.
