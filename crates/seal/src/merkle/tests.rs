use super::*;

fn leaves(count: u8) -> Vec<Piece> {
    (0..count)
        .map(|byte| Piece::Leaf(leaf(&[&[byte]])))
        .collect()
}

fn tree(pieces: &[Piece]) -> Result<Tree, SealError> {
    let count = pieces.iter().map(|piece| u64::from(piece.count())).sum();
    super::tree(count, pieces.iter().copied().map(Ok))
}

/// RFC 9162, section 2.1.1, as it is written there.
fn by_definition(leaves: &[Piece]) -> Hash {
    match leaves {
        [] => Sha256::digest([]).into(),
        [Piece::Leaf(hash)] => *hash,
        _ => {
            let mut split = 1;
            while split * 2 < leaves.len() {
                split *= 2;
            }
            let (left, right) = leaves.split_at(split);
            node(&by_definition(left), &by_definition(right))
        }
    }
}

#[test]
fn the_root_is_that_of_rfc_9162() {
    for count in 0..40 {
        let tree = tree(&leaves(count)).unwrap();
        assert_eq!(tree.root, by_definition(&leaves(count)), "{count} leaves");
        assert_eq!((tree.count, tree.subtrees), (u32::from(count), vec![]));
    }
}

#[test]
fn a_subtree_stands_for_its_leaves_in_its_place_only() {
    let all = leaves(7);
    let hash = by_definition(&all[4..6]);
    let cut = |count| {
        let mut pieces = all.clone();
        pieces.splice(4..6, [Piece::Subtree { count, hash }]);
        tree(&pieces)
    };
    let known = cut(2).unwrap();
    assert_eq!(known.root, by_definition(&all));
    let expected = Subtree {
        first: 4,
        count: 2,
        hash,
    };
    assert_eq!(known.subtrees, [expected]);
    for count in [0, 3, 4, 5, u32::MAX] {
        let wrong = cut(count).map(|tree| tree.root);
        assert_ne!(wrong, Ok(known.root), "{count} leaves");
    }
    assert_eq!(cut(0), Err(SealError::BadExcerpt));
}

#[test]
fn what_is_left_out_is_told_in_the_fewest_subtrees() {
    let secret: Vec<Piece> = leaves(11)
        .into_iter()
        .enumerate()
        .map(|(place, piece)| match piece {
            Piece::Leaf(hash) if place != 5 => Piece::Subtree { count: 1, hash },
            piece => piece,
        })
        .collect();
    let tree = tree(&secret).unwrap();
    let runs: Vec<_> = tree
        .subtrees
        .iter()
        .map(|subtree| (subtree.first, subtree.count))
        .collect();
    assert_eq!(runs, [(0, 4), (4, 1), (6, 2), (8, 3)]);
    assert_eq!(tree.root, by_definition(&leaves(11)));
}
