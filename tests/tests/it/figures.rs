//! The figures of units as they are, from the import on one device to the report of the unit above, over a relay.

use client_core::{Kind, Narrowing, Period, PresenceQuery, PresenceState, UnitRules};
use serde_json::{Value, json};
use testkit::process::Sotay;
use testkit::{Register, Size};
use tests::programs::Station;
use tests::units::{Units, id, import, numbers};

fn year() -> Period {
    "2025".parse().expect("a year")
}

fn rows(count: usize, row: impl Fn(usize) -> Value) -> Vec<Value> {
    (0..count).map(row).collect()
}

fn founded(station: &Station, home: &str, unit: &str) -> Sotay {
    let device = station.sotay(home);
    let (url, officer) = (station.relay.url(), format!("Chỉ huy {unit}"));
    let init = [
        "init",
        "--relay",
        &url,
        "--unit",
        unit,
        "--officer",
        &officer,
    ];
    device.json(&init).expect("founded");
    device
}

/// By the programs alone, as people type it.
#[test]
fn a_ward_with_34_groups_that_cover_1020_of_1045_households_is_that_in_the_districts_report() {
    const DISTRICT: &str = "Công an quận Đống Đa";
    const WARD: &str = "Công an phường Láng";
    let station = Station::start();
    let said = |device: &Sotay, arguments: &[&str]| -> Value {
        device.json(arguments).expect("a command that succeeds")
    };
    let district = founded(&station, "district", DISTRICT);
    let chief = founded(&station, "ward", WARD);
    let size = Size {
        establishments: Vec::new(),
        visits: 0,
        meetings: 0,
        follow_ups: 0,
        ..Size::ward()
    };
    let files = Register::generate(&size, 34).write(&station.path("register"));
    let files: Vec<String> = (files.expect("files").iter())
        .map(|file| file.display().to_string())
        .collect();
    let arguments: Vec<&str> = ["import"]
        .into_iter()
        .chain(files.iter().map(String::as_str))
        .collect();
    said(&chief, &arguments);

    let code = said(&district, &["liaison", "new", WARD])["code"].clone();
    let code = code.as_str().expect("a code");
    said(&chief, &["liaison", "accept", code]);
    let invite = ["invite", "--role", "supervisor", "--officer", "Đội trưởng"];
    let code = said(&chief, &invite)["code"].clone();
    let supervisor = station.sotay("supervisor");
    said(&supervisor, &["join", code.as_str().expect("a code")]);
    for device in [&chief, &supervisor] {
        said(device, &["sync"]);
    }
    said(&supervisor, &["report", "write", "2025"]);
    said(&supervisor, &["report", "submit", "2025", "--to", DISTRICT]);
    for device in [&supervisor, &district] {
        said(device, &["sync"]);
    }
    let table = said(&district, &["report", "units", "2025"]);
    let report = table["units"][0]["report"].as_str().expect("a report");
    said(&district, &["report", "accept", report]);
    said(&district, &["report", "write", "2025", "--from-units"]);
    let printed = ["report", "print", "2025", "--format", "json"];
    let printed = said(&district, &printed);
    for counts in [&printed["counts"], &printed["units"]["units"][0]["counts"]] {
        let number = |name: &str| counts[name].as_i64().expect("a number");
        let groups = ["groups", "households_in_groups", "households", "areas"].map(number);
        assert_eq!(groups, [34, 1_020, 1_045, 8]);
    }
    assert_eq!(printed["units"]["units"][0]["status"], "accepted");
}

#[test]
fn a_province_of_9_districts_adds_up_13_models_1051_clubs_83_of_99_institutions_70_officers_and_400_booklets()
 {
    const PROVINCE: &str = "Công an tỉnh";
    let units = Units::start(9);
    let mut province = units.found(PROVINCE);
    for district in 0..9 {
        let name = format!("Công an huyện {district}");
        let mut chief = units.found(&name);
        let id = |kind, n| id(district, kind, n);
        let area = id(Kind::Area, 0);
        import(
            &mut chief,
            Kind::Area,
            &[json!({ "id": area, "name": format!("Huyện {district}") })],
        );
        // Each writes the province's models its own way.
        let models = rows(13, |n| {
            let code = match district % 2 {
                0 => format!("M{n:02}"),
                _ => format!("m{n:02}"),
            };
            json!({ "id": id(Kind::Model, n), "code": code, "name": format!("Mô hình {n:02}") })
        });
        import(&mut chief, Kind::Model, &models);
        let share = |all: usize| all / 9 + usize::from(district < all % 9);
        let clubs = rows(share(1_051), |n| {
            let model = format!("Mô hình {:02}", (n + district) % 13);
            json!({ "id": id(Kind::Group, n), "area": area, "name": format!("Câu lạc bộ {n}"), "model": model })
        });
        import(&mut chief, Kind::Group, &clubs);
        // Eleven registered in each; of them nine were recognised, in two districts ten.
        let recognised = share(83);
        let institutions = rows(11, |n| {
            let field = match n < recognised {
                true => "recognised_years",
                false => "registered_years",
            };
            json!({ "id": id(Kind::Establishment, n), "area": area, "kind": "agency", "name": format!("Cơ quan {n}"), field: [2025] })
        });
        import(&mut chief, Kind::Establishment, &institutions);
        let officers = rows(
            share(70),
            |n| json!({ "id": id(Kind::Officer, n), "name": format!("Cán bộ {n}"), "role": "officer" }),
        );
        import(&mut chief, Kind::Officer, &officers);
        let attended: Vec<&Value> = officers.iter().map(|row| &row["id"]).collect();
        let trainings = rows(7, |n| {
            json!({
                "id": id(Kind::Training, n), "held_at": format!("2025-{:02}-10T08:00:00+07:00", n + 1),
                "topics": [format!("Chuyên đề {n}")], "officers": attended,
            })
        });
        import(&mut chief, Kind::Training, &trainings);
        let booklet = json!({ "id": id(Kind::Material, 0), "title": "Cẩm nang", "printed": share(400), "printed_on": "2025-05-02" });
        import(&mut chief, Kind::Material, &[booklet]);
        let given = json!({
            "id": id(Kind::HandOut, 0), "material": id(Kind::Material, 0), "copies": 30, "area": area,
            "officer": id(Kind::Officer, 0), "handed_out_at": "2025-06-10T19:00:00+07:00",
        });
        import(&mut chief, Kind::HandOut, &[given]);
        units.link(&mut province, &mut chief, &name);
        let mut supervisor = units.supervisor(&mut chief, &name);
        let counts = units.report_by_supervisor(&mut chief, &mut supervisor, year(), PROVINCE);
        let own = numbers(&counts, ["areas", "models", "groups", "topics_trained"]);
        assert_eq!(own, [1, 13, clubs.len() as i64, 7]);
    }
    let table = units.merge(&mut province, year());
    assert_eq!(table.rows.len(), 9);
    assert!(
        table
            .rows
            .iter()
            .all(|row| row.status.as_deref() == Some("accepted"))
    );
    let written = province.report_of(year()).unwrap().expect("written");
    let written = province.get(written).unwrap().fields["counts"].clone();
    for (name, number) in [
        ("areas", 9),
        ("models", 13),
        ("groups", 1_051),
        ("establishments_registered", 99),
        ("establishments_recognised", 83),
        ("trainings", 63),
        ("topics_trained", 7),
        ("officers_trained", 70),
        ("officers_of_topic:chuyen de 3", 70),
        ("copies_printed", 400),
        ("copies_handed_out", 270),
    ] {
        assert_eq!(table.totals[name], number, "{name}");
        assert_eq!(written[name], number, "{name}");
    }
    let by_model = |name: &&String| name.starts_with("groups_of_model:");
    let by_model: Vec<i64> = (table.totals.keys().filter(by_model))
        .map(|name| table.totals[name])
        .collect();
    assert_eq!((by_model.len(), by_model.iter().sum()), (13, 1_051));
}

#[test]
fn the_load_of_each_of_a_districts_32_officers_is_shown_there_and_counted_in_the_provinces_report()
{
    const PROVINCE: &str = "Công an tỉnh";
    const DISTRICT: &str = "Công an quận";
    let units = Units::start(32);
    let mut province = units.found(PROVINCE);
    let mut chief = units.found(DISTRICT);
    let id = |kind, n| id(1, kind, n);
    let areas = rows(
        34,
        |n| json!({ "id": id(Kind::Area, n), "name": format!("Tổ dân phố {n}") }),
    );
    import(&mut chief, Kind::Area, &areas);
    // Officer 31 shares an area with officer 30 and has another one, and nobody has the last.
    let officers = rows(32, |n| {
        let own = match n {
            31 => vec![id(Kind::Area, 30), id(Kind::Area, 32)],
            _ => vec![id(Kind::Area, n)],
        };
        json!({ "id": id(Kind::Officer, n), "name": format!("Cán bộ {n:02}"), "role": "officer", "areas": own })
    });
    import(&mut chief, Kind::Officer, &officers);
    // In the first area ten households, in each further one more.
    let in_areas = (0..34).flat_map(|area| std::iter::repeat_n(area, 10 + area));
    let households: Vec<Value> = (in_areas.enumerate())
        .map(|(n, area)| {
            json!({
                "id": id(Kind::Household, n), "area": id(Kind::Area, area), "code": format!("H-{n:04}"),
                "head": "Nguyễn Thị Hoà",
            })
        })
        .collect();
    import(&mut chief, Kind::Household, &households);
    let rules = UnitRules {
        norm_households: 20,
        ..UnitRules::default()
    };
    chief.set_rules(&rules).unwrap();
    units.link(&mut province, &mut chief, DISTRICT);
    let mut supervisor = units.supervisor(&mut chief, DISTRICT);

    // Nobody cares for area 31 either: its officer would have been the one who has 30 and 32.
    let load = supervisor.load(&Narrowing::default()).unwrap();
    let mut expected: Vec<(String, u64)> = (0..30)
        .map(|n| (format!("Cán bộ {n:02}"), 10 + n))
        .chain([
            ("Cán bộ 30".to_owned(), 20),
            ("Cán bộ 31".to_owned(), 20 + 42),
        ])
        .collect();
    expected.sort();
    let nobodys = &load.rows[0];
    assert_eq!((nobodys.officer, nobodys.count.households), (None, 41 + 43));
    let mut each: Vec<(String, u64)> = (load.rows[1..].iter())
        .map(|row| (row.name.clone(), row.count.households))
        .collect();
    each.sort();
    assert_eq!(each, expected);

    let counts = units.report_by_supervisor(&mut chief, &mut supervisor, year(), PROVINCE);
    let table = units.merge(&mut province, year());
    assert_eq!(table.rows[0].counts, counts);
    let names = [
        "areas",
        "households",
        "officers_in_field",
        "officers_above_norm",
        "officers_above_twice_norm",
        "households_without_officer",
    ];
    // Officers 11 to 29 have 21 to 39 households, and the last one has 62.
    assert_eq!(numbers(&table.totals, names), [34, 901, 32, 20, 1, 84]);
}

#[test]
fn the_presence_of_commanders_in_a_week_in_20_wards_is_a_table_of_the_district() {
    const DISTRICT: &str = "Công an quận";
    const AREAS: usize = 5;
    let week: Period = "2025-W47".parse().expect("a week");
    let units = Units::start(20);
    let mut district = units.found(DISTRICT);
    // How many areas of a ward its commander was in.
    let been_in = |ward: usize| ward % (AREAS + 1);
    for ward in 1..=20 {
        let name = format!("Công an phường {ward:02}");
        let mut chief = units.found(&name);
        let id = |kind, n| id(ward, kind, n);
        let areas = rows(
            AREAS,
            |n| json!({ "id": id(Kind::Area, n), "name": format!("Tổ {n}") }),
        );
        import(&mut chief, Kind::Area, &areas);
        let officers = [("commander", "Trưởng phường"), ("officer", "Cán bộ")];
        let officers: Vec<Value> = (officers.iter().enumerate())
            .map(|(n, (role, name))| json!({ "id": id(Kind::Officer, n), "name": name, "role": role }))
            .collect();
        import(&mut chief, Kind::Officer, &officers);
        let visit = |n: usize, area: usize, officer: usize, day: &str| {
            json!({
                "id": id(Kind::Visit, n), "area": id(Kind::Area, area), "officer": id(Kind::Officer, officer),
                "started_at": format!("2025-11-{day}T09:00:00+07:00"), "purposes": ["listen"], "whom": "area",
            })
        };
        // On the last day of the week; the day after, in another area, and whoever is no commander do not count.
        let mut visits = rows(been_in(ward), |n| visit(n, n, 0, "23"));
        visits.push(visit(90, AREAS - 1, 0, "24"));
        visits.push(visit(91, AREAS - 1, 1, "19"));
        import(&mut chief, Kind::Visit, &visits);
        units.link(&mut district, &mut chief, &name);
        if ward != 3 {
            units.report(&mut chief, week, DISTRICT);
            continue;
        }
        let mut supervisor = units.supervisor(&mut chief, &name);
        units.report_by_supervisor(&mut chief, &mut supervisor, week, DISTRICT);
        let query = PresenceQuery {
            narrowing: Narrowing {
                from: Some(week.from()),
                until: Some(week.until()),
                ..Narrowing::default()
            },
            weeks: None,
        };
        let table = supervisor.presence(&query).unwrap();
        assert_eq!(table.weeks, ["2025-W47"]);
        let states = table.rows.iter().map(|row| row.cells[0].state);
        let states: Vec<PresenceState> = states.collect();
        let (met, gap) = (PresenceState::Met, PresenceState::Gap);
        assert_eq!(states, [met, met, met, gap, gap]);
    }
    let table = units.merge(&mut district, week);
    let by_ward: Vec<[i64; 2]> = (table.rows.iter())
        .map(|row| numbers(&row.counts, ["commander_presence", "commander_gaps"]))
        .collect();
    let expected: Vec<[i64; 2]> = (1..=20)
        .map(|ward| [been_in(ward) as i64, (AREAS - been_in(ward)) as i64])
        .collect();
    assert_eq!(by_ward, expected);
    let in_all: i64 = expected.iter().map(|[met, _]| met).sum();
    let names = ["areas", "commander_presence", "commander_gaps"];
    assert_eq!(numbers(&table.totals, names), [100, in_all, 100 - in_all]);
    let written = district.report_of(week).unwrap().expect("written");
    let written = &district.get(written).unwrap().fields["counts"];
    assert_eq!(written["commander_presence"], in_all);
}
