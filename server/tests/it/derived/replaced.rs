//! What may take the place of whose packs, and in how full a space.

use super::*;

/// A pack that claims to stand for another without the document, and holds so many bytes of anything.
fn claims_to_replace(
    world: &mut World,
    by: &Device,
    space: &Space,
    covers: Vec<Cover>,
    size: usize,
) -> SealedPack {
    let filling = world.seal(&draft_of(space), by, space, size);
    let keys = space.ledger.keys_of(&by.actor()).unwrap();
    let parsed = seal::parse_pack(filling.bytes).unwrap();
    let verified = parsed.verify(keys).unwrap();
    let opened = seal::open(&verified, &space.key).unwrap();
    let (_, bundle) = seal::derive(seal::take_over(&verified, &opened, |_| false).unwrap());
    let draft = PackDraft {
        number: 0,
        covers,
        erases: vec![DOCUMENT],
        ..draft_of(space)
    };
    seal_pack(&draft, &bundle, &space.key, &by.secret, 1, &mut world.rng).unwrap()
}

fn cover_of(pack: &SealedPack) -> Cover {
    Cover {
        author: pack.header.author,
        first: pack.header.number,
        last: pack.header.number,
    }
}

#[tokio::test]
async fn packs_of_others_give_way_to_replacements_of_those_only_who_may_erase_or_review() {
    let mut scene = Scene::with_packs(3).await;
    let role = Role::Officer;
    let mut officer = scene.world.join(&scene.admin, &mut scene.space, role).await;
    let own = scene.world.pack(&mut officer, &scene.space, 200);
    let stored = scene.world.push(&officer, &[&own]).await;
    assert_eq!(stored, [PackOutcome::Stored { seq: 4 }]);
    scene.erase().await;

    let before = scene.read(Cursor::default(), true).await;
    let (of_another, itself) = (cover_of(&scene.packs[2]), cover_of(&own));
    for covers in [vec![of_another], vec![of_another, itself]] {
        let mut covers = covers;
        covers.sort_unstable();
        let empty = claims_to_replace(&mut scene.world, &officer, &scene.space, covers, 1);
        for bearer in [&officer, &scene.admin] {
            let refused = scene.world.push(bearer, &[&empty]).await;
            assert_eq!(refused, [REFUSED(Code::RoleLacksDuty)]);
        }
    }
    assert_eq!(scene.read(Cursor::default(), true).await, before);

    let of_own = scene
        .world
        .merge(&officer, &scene.space, &[&own], &[DOCUMENT]);
    let stored = scene.world.push(&officer, &[&of_own]).await;
    assert_eq!(stored, [PackOutcome::Stored { seq: 4 }]);
    assert!(!scene.is_on_disk(&own));
    let chosen = [&scene.packs[2]];
    let by_reviewer = scene
        .world
        .merge(&scene.supervisor, &scene.space, &chosen, &[DOCUMENT]);
    assert_eq!(
        scene.push(&by_reviewer).await,
        PackOutcome::Stored { seq: 3 }
    );
    assert!(!scene.is_on_disk(&scene.packs[2]));
}

#[tokio::test]
async fn a_relay_that_lost_its_store_takes_replacements_from_anybody_who_may_write() {
    let mut scene = Scene::with_packs(2).await;
    let role = Role::Officer;
    let officer = scene.world.join(&scene.admin, &mut scene.space, role).await;
    scene.erase().await;
    let chosen = [&scene.packs[0]];
    let replacement = scene
        .world
        .merge(&officer, &scene.space, &chosen, &[DOCUMENT]);
    let scene = scene.with_a_relay_that_lost_all().await;
    let stored = scene.world.push(&officer, &[&replacement]).await;
    assert_eq!(stored, [PackOutcome::Stored { seq: 1 }]);
}

#[tokio::test]
async fn a_full_space_takes_a_replacement_that_frees_about_what_it_takes_and_no_other() {
    const QUOTA: u64 = 32_000;
    let full = |config: &mut server::Config| config.limits.space_quota = QUOTA;
    let mut scene = Scene::with_packs_in(World::start_with(full).await, 3).await;
    scene.erase().await;
    let seals_in = scene.packs[0].bytes.len() as u64 - 200;
    let room = QUOTA - scene.counted_bytes() - seals_in;
    let rest = scene
        .world
        .pack(&mut scene.supervisor, &scene.space, room as usize - 100);
    assert_eq!(scene.push(&rest).await, PackOutcome::Stored { seq: 4 });
    let fills = scene.counted_bytes();
    assert!((QUOTA - 100..=QUOTA).contains(&fills));
    let (cover, size) = (cover_of(&scene.packs[2]), scene.packs[2].bytes.len());
    let never_there = Cover {
        first: 900,
        last: 900,
        ..cover
    };
    for (cover, size) in [(cover, size + 3000), (never_there, 200)] {
        let flood = claims_to_replace(
            &mut scene.world,
            &scene.supervisor,
            &scene.space,
            vec![cover],
            size,
        );
        assert_eq!(scene.push(&flood).await, REFUSED(Code::SpaceFull));
    }
    assert_eq!(scene.counted_bytes(), fills);
    let a_little_larger = claims_to_replace(
        &mut scene.world,
        &scene.supervisor,
        &scene.space,
        vec![cover],
        260,
    );
    assert!(a_little_larger.bytes.len() > size);
    assert_eq!(
        scene.push(&a_little_larger).await,
        PackOutcome::Stored { seq: 3 }
    );
    assert!(scene.counted_bytes() > fills);
    scene.is_sound();
}

/// A pack that others' merged one stands for may be nowhere else: the relay takes stubs for it from anybody who writes.
#[tokio::test]
async fn adopted_packs_give_way_to_no_replacement_of_who_may_only_write() {
    let mut before = Scene::with_packs(3).await;
    let role = Role::Officer;
    let officer = before
        .world
        .join(&before.admin, &mut before.space, role)
        .await;
    before.erase().await;
    let merged = before.merge(&[1, 2, 3]);
    let mut scene = before.with_a_relay_that_lost_all().await;
    assert_eq!(scene.push(&merged).await, PackOutcome::Stored { seq: 1 });
    for pack in &scene.packs {
        let stub = stub(&scene.space, pack);
        let stored = scene.world.push(&officer, &[&stub]).await;
        assert!(
            matches!(stored[0], PackOutcome::Stored { .. }),
            "{stored:?}"
        );
    }
    let covers = merged.header.covers.clone();
    let empty = claims_to_replace(&mut scene.world, &officer, &scene.space, covers, 1);
    for bearer in [&officer, &scene.admin] {
        let refused = scene.world.push(bearer, &[&empty]).await;
        assert_eq!(refused, [REFUSED(Code::RoleLacksDuty)]);
    }
    assert!(scene.is_on_disk(&merged));
}

#[tokio::test]
async fn a_replacement_that_another_brings_names_erased_documents_only() {
    let mut before = Scene::with_packs(2).await;
    let role = Role::Officer;
    let officer = before
        .world
        .join(&before.admin, &mut before.space, role)
        .await;
    let mut scene = before.with_a_relay_that_lost_all().await;
    let covers = vec![cover_of(&scene.packs[0])];
    let empty = claims_to_replace(&mut scene.world, &officer, &scene.space, covers, 1);
    let refused = scene.world.push(&scene.admin, &[&empty]).await;
    assert_eq!(refused, [REFUSED(Code::NotErased)]);
}

#[tokio::test]
async fn a_space_above_a_lowered_quota_takes_a_replacement_that_makes_it_smaller() {
    let mut scene = Scene::with_packs(3).await;
    scene.erase().await;
    let lowered = |config: &mut server::Config| config.limits.space_quota = 100;
    scene.world = scene.world.restart_with(lowered).await;
    let size = scene.packs[2].bytes.len();
    let covers = vec![cover_of(&scene.packs[2])];
    let chief = &scene.supervisor;
    let larger = claims_to_replace(
        &mut scene.world,
        chief,
        &scene.space,
        covers.clone(),
        size + 100,
    );
    assert_eq!(scene.push(&larger).await, REFUSED(Code::SpaceFull));
    let smaller = claims_to_replace(&mut scene.world, &scene.supervisor, &scene.space, covers, 1);
    assert!(smaller.bytes.len() < size);
    assert_eq!(scene.push(&smaller).await, PackOutcome::Stored { seq: 3 });
    assert!(!scene.is_on_disk(&scene.packs[2]));
}

/// A relay that lost its store was given a merged pack, and then the packs themselves by their authors: they are there twice.
#[tokio::test]
async fn what_a_replacement_leaves_out_stays_in_no_adopted_pack_of_which_all_has_come() {
    let mut before = Scene::with_packs(4).await;
    before.erase().await;
    let (merged, other) = (before.merge(&[1, 3]), before.merge(&[2, 4]));
    let mut scene = before.with_a_relay_that_lost_all().await;
    for (adopted, seq) in [(&merged, 1), (&other, 2)] {
        assert_eq!(scene.push(adopted).await, PackOutcome::Stored { seq });
    }
    for index in [0, 2, 1] {
        let pack = &scene.packs[index];
        let stored = scene.world.push(&scene.supervisor, &[pack]).await;
        assert!(
            matches!(stored[0], PackOutcome::Stored { .. }),
            "{stored:?}"
        );
    }
    for (index, still_adopted) in [(2, false), (1, true)] {
        let chosen = [&scene.packs[index]];
        let by_reviewer =
            (scene.world).merge(&scene.supervisor, &scene.space, &chosen, &[DOCUMENT]);
        let stored = scene.push(&by_reviewer).await;
        assert!(matches!(stored, PackOutcome::Stored { .. }), "{stored:?}");
        assert!(!scene.is_on_disk(&scene.packs[index]));
        let adopted = if index == 2 { &merged } else { &other };
        assert_eq!(scene.is_on_disk(adopted), still_adopted, "{index}");
    }
    scene.is_sound();
}

/// Who got a colleague's pack by hand could keep its place and put anything there before the colleague brings it.
#[tokio::test]
async fn nobody_who_may_only_write_stands_in_for_who_is_still_in() {
    let mut before = Scene::with_packs(2).await;
    let role = Role::Officer;
    let officer = before
        .world
        .join(&before.admin, &mut before.space, role)
        .await;
    before.erase().await;
    let mut scene = before.with_a_relay_that_lost_all().await;
    let unsent = stub(&scene.space, &scene.packs[0]);
    let stored = scene.world.push(&officer, &[&unsent]).await;
    assert_eq!(stored, [PackOutcome::Stored { seq: 1 }]);
    let covers = vec![cover_of(&scene.packs[0])];
    let empty = claims_to_replace(&mut scene.world, &officer, &scene.space, covers, 1);
    let refused = scene.world.push(&officer, &[&empty]).await;
    assert_eq!(refused, [REFUSED(Code::RoleLacksDuty)]);
    let own = scene.world.push(&scene.admin, &[&scene.packs[0]]).await;
    assert_eq!(own, [PackOutcome::Known { seq: 1 }]);
    assert!(
        scene.is_on_disk(&scene.packs[0]),
        "it takes its stub's place"
    );
}
