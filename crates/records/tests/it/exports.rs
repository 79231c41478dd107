//! CSV, GeoJSON and the plain structs.

use records::views::{self, View};
use records::{Document, Draft, Kind, csv, geojson};
use serde_json::{Value as Json, json};

use crate::samples::{self, author, id};

fn document(kind: Kind, json: &Json) -> Document {
    let draft = Draft::from_json(kind, json).unwrap();
    Document::from_changes(
        draft.id(),
        &[draft.into_change(author(1, 1)).unwrap()],
        records::anyone,
    )
}

fn csv_of(kind: Kind, json: &Json) -> Vec<String> {
    let mut out = Vec::new();
    csv::write(kind, [&document(kind, json)], &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(text.ends_with("\r\n"));
    text.lines().map(str::to_owned).collect()
}

#[test]
fn a_register_is_written_with_quotes_only_where_rfc_4180_needs_them() {
    let mut json = samples::household();
    json["head"] = json!("Trần \"Ba\", ấp 2");
    json["note"] = json!("dòng một; dòng hai");
    let lines = csv_of(Kind::Household, &json);
    assert_eq!(
        lines[0],
        "id,area,code,head,address,phone,residents,temporary_residents,lat,lon,note,members,standing_needs,linked_to,not_same_as,restricted"
    );
    assert_eq!(
        lines[1],
        format!(
            "{},{},KL-00001,\"Trần \"\"Ba\"\", ấp 2\",165 Trần Quốc Toản,0407374479,3,1,18.049776,106.424398,\
             \"dòng một; dòng hai\",,,,,",
            id(4),
            id(2)
        )
    );
}

#[test]
fn lists_are_joined_and_statements_say_their_kind() {
    let line = &csv_of(Kind::Visit, &samples::visit())[1];
    assert!(
        line.contains(",\"inform; listen; support\",\"Chị Vi; Ông Ba\",18.020839,106.399184,11,")
    );
    assert!(line.contains("\"assessment: Hộ có 3 nhân khẩu tạm trú mới đến.; hearsay: Nghe nói đầu ngõ hay mất điện. (bà bán nước)\""));
}

#[test]
fn a_text_that_a_spreadsheet_would_run_is_disarmed_and_a_number_is_not() {
    let mut json = samples::household();
    json["head"] = json!("=HYPERLINK(\"http://x\")");
    json["phone"] = json!("+84 912 345 678");
    json["lat"] = json!(-18.5);
    json["note"] = json!("@a\nb");
    let mut out = Vec::new();
    csv::write(
        Kind::Household,
        [&document(Kind::Household, &json)],
        &mut out,
    )
    .unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(text.contains(",\"'=HYPERLINK(\"\"http://x\"\")\","));
    assert!(text.contains(",'+84 912 345 678,"));
    assert!(text.contains(",-18.5,"));
    assert!(text.contains(",\"'@a\nb\","));
}

#[test]
fn a_feature_has_longitude_before_latitude() {
    let mut out = Vec::new();
    let with = document(Kind::Household, &samples::household());
    let without = document(
        Kind::Household,
        &json!({"id": id(1), "area": id(2), "code": "x", "head": "y"}),
    );
    geojson::write([&with, &without, &with], &mut out).unwrap();
    let collection: Json = serde_json::from_slice(&out).unwrap();
    assert_eq!(collection["type"], "FeatureCollection");
    assert_eq!(collection["features"].as_array().unwrap().len(), 2);
    let feature = &collection["features"][0];
    assert_eq!(
        feature["geometry"],
        json!({"type": "Point", "coordinates": [106.424398, 18.049776]})
    );
    assert_eq!(feature["id"], id(4));
    assert_eq!(feature["properties"]["head"], "Nguyễn Thị Hoà");
    assert!(feature["properties"].get("lat").is_none());
}

#[test]
fn plain_structs_carry_every_field_there_and_back() {
    fn there_and_back<V: View>(document: &Document) -> Draft {
        V::of(document).expect("a view").to_draft().expect("valid")
    }
    for (kind, mut json) in samples::all() {
        let document = document(kind, &json);
        let draft = match kind {
            Kind::Unit => there_and_back::<views::Unit>(&document),
            Kind::Area => there_and_back::<views::Area>(&document),
            Kind::Officer => there_and_back::<views::Officer>(&document),
            Kind::Household => there_and_back::<views::Household>(&document),
            Kind::Establishment => there_and_back::<views::Establishment>(&document),
            Kind::Group => there_and_back::<views::Group>(&document),
            Kind::Visit => there_and_back::<views::Visit>(&document),
            Kind::Meeting => there_and_back::<views::Meeting>(&document),
            Kind::FollowUp => there_and_back::<views::FollowUp>(&document),
            Kind::Request => there_and_back::<views::Request>(&document),
            Kind::HandOut => there_and_back::<views::HandOut>(&document),
            Kind::Material => there_and_back::<views::Material>(&document),
            Kind::Training => there_and_back::<views::Training>(&document),
            Kind::Survey => there_and_back::<views::Survey>(&document),
            Kind::Assessment => there_and_back::<views::Assessment>(&document),
            Kind::Model => there_and_back::<views::Model>(&document),
            Kind::Report => there_and_back::<views::Report>(&document),
            Kind::Referral => there_and_back::<views::Referral>(&document),
        };
        json.as_object_mut()
            .unwrap()
            .retain(|_, value| value != &json!([]));
        assert_eq!(Json::Object(draft.to_json()), json);
        assert!(views::Unit::of(&document).is_some() == (kind == Kind::Unit));
    }
}

#[test]
fn the_plain_structs_know_every_field_of_the_schema() {
    fn check<V: View>() {
        use records::schema::{Shape, fields};
        let mut json = serde_json::Map::new();
        json.insert("id".to_owned(), json!("x"));
        for spec in fields(V::KIND) {
            let value = match spec.shape {
                Shape::Integer { .. }
                | Shape::Metres { .. }
                | Shape::Latitude
                | Shape::Longitude => json!(1),
                Shape::Counts { .. } => json!({"x": 1}),
                _ if spec.is_list() => json!([]),
                _ => json!("x"),
            };
            json.insert(spec.name.to_owned(), value);
        }
        json.insert("elsewhere".to_owned(), json!(7));
        let view: V = serde_json::from_value(Json::Object(json.clone())).unwrap();
        let debugged = serde_json::to_value(&view).unwrap();
        json.retain(|_, value| value != &json!([]));
        let numbers_apart = |json: &Json| json.to_string().replace("1.0", "1");
        assert_eq!(debugged.as_object().unwrap().len(), json.len());
        assert_eq!(
            numbers_apart(&debugged).len(),
            numbers_apart(&Json::Object(json)).len()
        );
    }
    check::<views::Unit>();
    check::<views::Area>();
    check::<views::Officer>();
    check::<views::Household>();
    check::<views::Establishment>();
    check::<views::Group>();
    check::<views::Visit>();
    check::<views::Meeting>();
    check::<views::FollowUp>();
    check::<views::HandOut>();
    check::<views::Request>();
    check::<views::Material>();
    check::<views::Training>();
    check::<views::Survey>();
    check::<views::Assessment>();
    check::<views::Model>();
}
