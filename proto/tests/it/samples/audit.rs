//! Random consultation logs and unlock deposits.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proto::*;

fn line() -> impl Strategy<Value = AuditLine> {
    let seconds = i64::MIN / 1000..=i64::MAX / 1000;
    let text = || prop_oneof![Just(String::new()), "[a-zà-ỹ ]{1,20}"];
    let subject = option::of(any::<[u8; 16]>().prop_map(DocId));
    (
        seconds,
        any::<u8>(),
        any::<u8>(),
        subject,
        0..300u64,
        text(),
        text(),
    )
        .prop_map(
            |(seconds, act, kind, subject, count, words, why)| AuditLine {
                at: UnixMillis(seconds * 1000),
                act,
                kind,
                subject,
                count,
                words,
                why,
            },
        )
}

pub(crate) fn audit_segment() -> impl Strategy<Value = AuditSegment> {
    (any::<u32>(), any::<[u8; 32]>(), vec(line(), 1..8)).prop_map(|(first, previous, lines)| {
        AuditSegment {
            first: u64::from(first),
            previous: AuditHash(previous),
            lines,
        }
    })
}

pub(crate) fn unlock_deposit() -> impl Strategy<Value = UnlockDeposit> {
    let share = any::<([u8; 16], [u8; 32], [u8; 32])>();
    let share = share.prop_map(|(recipient, enc, ciphertext)| UnlockShare {
        recipient: DeviceId(recipient),
        enc,
        ciphertext,
    });
    (any::<u64>(), vec(share, 0..5)).prop_map(|(serial, shares)| UnlockDeposit { serial, shares })
}

pub(crate) fn tally() -> impl Strategy<Value = Tally> {
    let runs = vec((any::<[u8; 4]>(), 1..9_u64, 0..300_u64), 0..5);
    let counts = any::<([u8; 8], u64, u64, [u8; 16])>();
    (runs, counts, vec(any::<[u8; 16]>(), 0..3)).prop_map(|(runs, counts, left_out)| {
        let (knowledge, documents, changes, sum) = counts;
        let runs = runs.into_iter().map(|(author, first, more)| TalliedRun {
            author,
            first,
            last: first + more,
        });
        let (mut runs, mut left_out): (Vec<_>, Vec<_>) =
            (runs.collect(), left_out.into_iter().map(DocId).collect());
        runs.sort();
        runs.dedup();
        left_out.sort();
        left_out.dedup();
        Tally {
            runs,
            knowledge,
            documents,
            changes,
            sum,
            left_out,
        }
    })
}
