//! Records with a position as GeoJSON (RFC 7946): longitude before latitude, one feature a record.

use std::io::{self, Write};

use serde_json::{Map, Value as Json, json};

use crate::document::Document;

/// Makes the feature of a document; nothing where it has no position.
///
/// The properties are the interchange fields without `id` (the feature's own) and the position.
#[must_use]
pub fn feature(document: &Document) -> Option<Json> {
    let mut record: Map<String, Json> = document.to_json();
    let (lat, lon) = (record.shift_remove("lat")?, record.shift_remove("lon")?);
    let id = record.shift_remove("id")?;
    let mut properties = Map::new();
    properties.insert("record".to_owned(), Json::from(document.kind()?.name()));
    properties.extend(record);
    Some(json!({
        "type": "Feature",
        "id": id,
        "geometry": { "type": "Point", "coordinates": [lon, lat] },
        "properties": properties,
    }))
}

/// Writes a feature collection of the documents that have a position, one feature a line.
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
    for feature in documents.into_iter().filter_map(feature) {
        out.write_all(separator)?;
        serde_json::to_writer(&mut *out, &feature)?;
        separator = b",\n";
    }
    out.write_all(b"\n]}\n")
}
