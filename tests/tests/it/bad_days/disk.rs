//! The disk: full, or not to be written.
//!
//! Both need a file system of the test's own, which Linux gives in a private mount namespace (`unshare`) to root, and to
//! others where user namespaces are allowed. Where neither is, these tests say so and hold nothing.

use serde_json::Value;
use std::path::Path;
use std::process::Command;
use tests::PIN;
use tests::programs::{Station, new_household};

/// Runs a shell script in a mount namespace of its own; returns nothing where there can be none.
fn in_own_mounts(script: &str, station: &Station, folder: &Path) -> Option<()> {
    let can = |flags: &str| {
        Command::new("unshare")
            .args([flags, "mount", "-t", "tmpfs", "none", "/mnt"])
            .output()
            .is_ok_and(|o| o.status.success())
    };
    let flags = ["-m", "-rm"].into_iter().find(|flags| can(flags));
    let Some(flags) = flags else {
        eprintln!("no mount namespace can be had here: nothing was tested");
        return None;
    };
    let output = Command::new("unshare")
        .args([flags, "sh", "-c", script])
        .env("SOTAY", station.programs.sotay())
        .env("SOTAY_PIN", PIN)
        .env("HERE", folder)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Some(())
}

/// Reads what a command of a script left: its exit code, and what it printed.
fn ran(folder: &Path, name: &str) -> (i32, Value) {
    let read =
        |ending: &str| std::fs::read_to_string(folder.join(format!("{name}.{ending}"))).unwrap();
    let code: i32 = read("code").trim().parse().unwrap();
    let text = if code == 0 { read("out") } else { read("err") };
    (
        code,
        serde_json::from_str(&text).unwrap_or_else(|_| panic!("{name}: {code} {text}")),
    )
}

#[test]
fn a_full_disk_refuses_what_does_not_fit_and_keeps_what_did() {
    let station = Station::start();
    let device = station.found(&["Tổ 1"]);
    new_household(&device, "Tổ 1", "HB-1");
    let folder = station.path("full");
    std::fs::create_dir_all(folder.join("disk")).unwrap();
    // The disk is filled to the last block; then it gets back a little room, too little for all of what follows.
    let script = r#"
        set -e
        run() { name=$1; shift; set +e
            "$SOTAY" --json --home "$HERE/disk" "$@" >"$HERE/$name.out" 2>"$HERE/$name.err"; echo $? >"$HERE/$name.code"; set -e; }
        mount -t tmpfs -o size=3m none "$HERE/disk"
        cp "$HERE"/../chief/device.* "$HERE/disk"
        for left in 0 4 32 48 64 96 128; do
            rm -f "$HERE/disk/room"
            head -c $((left * 1024)) /dev/zero >"$HERE/disk/room"
            cat /dev/zero >"$HERE/disk/filler" 2>/dev/null || true
            rm "$HERE/disk/room"
            run "new-$left" household new --area "Tổ 1" --code "HB-$left" --head "Phạm Văn Đức"
            rm "$HERE/disk/filler"
            run "list-$left" household list
        done
    "#;
    let Some(()) = in_own_mounts(script, &station, &folder) else {
        return;
    };
    let (mut full, mut kept) = (0, 1);
    for left in [0, 4, 32, 48, 64, 96, 128] {
        let (code, value) = ran(&folder, &format!("new-{left}"));
        if code == 0 {
            kept += 1;
        } else {
            assert_eq!(
                (code, &value["error"]),
                (1, &Value::from("disk-full")),
                "{left} KiB left: {value}"
            );
            full += 1;
        }
        let (code, list) = ran(&folder, &format!("list-{left}"));
        assert_eq!(code, 0, "{left}: {list}");
        assert_eq!(list.as_array().unwrap().len(), kept, "{left} KiB left");
    }
    assert!(full >= 2, "the disk was never full");
}

#[test]
fn a_read_only_folder_says_so_and_keeps_everything() {
    let station = Station::start();
    let device = station.found(&["Tổ 1"]);
    new_household(&device, "Tổ 1", "HB-1");
    let folder = station.path("read-only");
    std::fs::create_dir_all(folder.join("home")).unwrap();
    let script = r#"
        set -e
        run() { name=$1; shift; set +e
            "$SOTAY" --json --home "$HERE/home" "$@" >"$HERE/$name.out" 2>"$HERE/$name.err"; echo $? >"$HERE/$name.code"; set -e; }
        cp "$HERE"/../chief/* "$HERE/home"
        mount --bind "$HERE/home" "$HERE/home"
        mount -o remount,ro,bind "$HERE/home"
        run new household new --area "Tổ 1" --code HB-2 --head "Phạm Văn Đức"
        run init init --relay http://127.0.0.1:9 --unit A --officer B
        "$SOTAY" --json --home "$HERE/home/deeper" init --relay http://127.0.0.1:9 --unit A --officer B \
            >"$HERE/deeper.out" 2>"$HERE/deeper.err" || echo $? >"$HERE/deeper.code"
        umount "$HERE/home"
        run list household list
    "#;
    let Some(()) = in_own_mounts(script, &station, &folder) else {
        return;
    };
    let refused = |name: &str| {
        let (code, value) = ran(&folder, name);
        (code, value["error"].as_str().unwrap_or_default().to_owned())
    };
    assert_eq!(refused("new"), (1, "home-read-only".to_owned()));
    assert_eq!(refused("init"), (2, "home-exists".to_owned()));
    assert_eq!(refused("deeper"), (1, "home-read-only".to_owned()));
    let (code, list) = ran(&folder, "list");
    assert_eq!((code, list.as_array().map(Vec::len)), (0, Some(1)));
}
