//! Records with a position as GeoJSON (RFC 7946): longitude before latitude, one feature a record.

use std::io::{self, Write};

use serde_json::{Map, Value as Json, json};

use crate::Kind;
use crate::document::Document;

/// Makes the feature of a record in interchange form; nothing where it has no position.
///
/// The properties are the interchange fields without `id` (the feature's own) and the position.
#[must_use]
pub fn feature(kind: Kind, mut record: Map<String, Json>) -> Option<Json> {
    let (lat, lon) = (record.shift_remove("lat")?, record.shift_remove("lon")?);
    let id = record.shift_remove("id")?;
    let mut properties = Map::new();
    properties.insert("record".to_owned(), Json::from(kind.name()));
    properties.extend(record);
    Some(json!({
        "type": "Feature",
        "id": id,
        "geometry": { "type": "Point", "coordinates": [lon, lat] },
        "properties": properties,
    }))
}

/// Writes a feature collection of the documents that have a position, one feature a line, with all that they hold.
///
/// # Errors
///
/// Those of the writer.
pub fn write<'d>(
    documents: impl IntoIterator<Item = &'d Document>,
    out: &mut impl Write,
) -> io::Result<()> {
    out.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[")?;
    let mut separator: &[u8] = b"\n";
    let features = documents.into_iter();
    for feature in features.filter_map(|document| feature(document.kind()?, document.to_json())) {
        out.write_all(separator)?;
        serde_json::to_writer(&mut *out, &feature)?;
        separator = b",\n";
    }
    out.write_all(b"\n]}\n")
}
