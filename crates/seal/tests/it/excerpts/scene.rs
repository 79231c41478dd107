//! A space with several authors' packs, some of which carry records that moved in from another space.

use proto::{
    Bundle, BundleChange, BundleDocument, Cover, DocId, Excerpt, PackHash, SpaceId, UnixMillis,
};
use seal::{
    DeviceSecret, OpenedPack, PackDraft, SealError, SealedPack, SpaceKey, VerifiedExcerpt,
    VerifiedPack, derive, open, parse_pack, seal_pack, take_out, take_over, verify_excerpt,
};
use testkit::TestRng;

pub(super) const SPACE: SpaceId = SpaceId([8; 16]);
pub(super) const OTHER_SPACE: SpaceId = SpaceId([9; 16]);
pub(super) const AUTHORS: usize = 3;
pub(super) const DOCUMENTS: usize = 6;

#[derive(Clone)]
pub(super) struct Held {
    pub(super) pack: VerifiedPack,
    pub(super) opened: OpenedPack,
}

pub(super) struct Scene {
    authors: Vec<Author>,
    key: SpaceKey,
    rng: TestRng,
    packs: Vec<Held>,
}

struct Author {
    secret: DeviceSecret,
    last: u64,
    previous: PackHash,
}

impl Scene {
    pub(super) fn new(seed: u64) -> Self {
        let mut rng = TestRng::new(seed);
        let mut scene = Self {
            authors: authors(&mut rng),
            key: SpaceKey::generate(&mut rng),
            rng,
            packs: Vec::new(),
        };
        let elsewhere: Vec<Held> = (0..4)
            .map(|_| scene.seal_next(OTHER_SPACE, Vec::new()))
            .collect();
        for author in &mut scene.authors {
            (author.last, author.previous) = (0, PackHash::ZERO);
        }
        for count in 0..10 {
            let moved = if count % 4 == 3 {
                let moves = scene.rng.below(DOCUMENTS as u64) as u8;
                scene.taken(&elsewhere, moves)
            } else {
                Vec::new()
            };
            let held = scene.seal_next(SPACE, moved);
            scene.packs.push(held);
        }
        scene
    }

    pub(super) fn packs(&self) -> Vec<Held> {
        self.packs.clone()
    }

    pub(super) fn stranger(&self) -> DeviceSecret {
        DeviceSecret::from_bytes(&[77; 64])
    }

    pub(super) fn verify<'a>(
        &self,
        excerpt: &'a Excerpt,
    ) -> Result<VerifiedExcerpt<'a>, SealError> {
        let mut authors = self.authors.iter();
        let author = authors.find(|author| author.secret.id() == excerpt.origin.author);
        let author = author.ok_or(SealError::WrongSigner)?;
        verify_excerpt(excerpt, author.secret.keys())
    }

    pub(super) fn derived(&mut self, packs: &[Held], gone: &[u8]) -> Held {
        let mut taken = Vec::new();
        for Held { pack, opened } in packs {
            let erased = |document: &DocId| gone.contains(&document.0[0]);
            taken.extend(take_over(pack, opened, erased).unwrap());
        }
        let (covers, bundle) = derive(taken);
        let sealed = self.try_derived(covers, &bundle).unwrap();
        self.opened(sealed)
    }

    pub(super) fn try_derived(
        &mut self,
        covers: Vec<Cover>,
        bundle: &Bundle,
    ) -> Result<SealedPack, SealError> {
        let draft = PackDraft {
            space: SPACE,
            key_epoch: 2,
            number: 0,
            previous: PackHash::ZERO,
            covers,
            erases: Vec::new(),
            expires: None,
        };
        let author = &self.authors[0].secret;
        seal_pack(&draft, bundle, &self.key, author, 1, &mut self.rng)
    }

    pub(super) fn ordinary(&mut self, bundle: Bundle) -> Held {
        let sealed = self.try_ordinary(&bundle).unwrap();
        self.opened(sealed)
    }

    pub(super) fn try_ordinary(&mut self, bundle: &Bundle) -> Result<SealedPack, SealError> {
        let author = &self.authors[0];
        let draft = PackDraft {
            space: OTHER_SPACE,
            key_epoch: 2,
            number: author.last + 1,
            previous: author.previous,
            covers: Vec::new(),
            erases: Vec::new(),
            expires: None,
        };
        seal_pack(&draft, bundle, &self.key, &author.secret, 1, &mut self.rng)
    }

    fn taken(&self, packs: &[Held], moves: u8) -> Vec<Excerpt> {
        let mut taken = Vec::new();
        for Held { pack, opened } in packs {
            taken.extend(take_out(pack, opened, |_, document| document.0[0] == moves).unwrap());
        }
        taken
    }

    pub(super) fn opened(&self, sealed: SealedPack) -> Held {
        let author = self
            .authors
            .iter()
            .find(|author| author.secret.id() == sealed.header.author);
        let pack = parse_pack(sealed.bytes).unwrap();
        let pack = pack.verify(author.unwrap().secret.keys()).unwrap();
        let opened = open(&pack, &self.key).unwrap();
        Held { pack, opened }
    }

    /// Seals the next pack of a random author.
    fn seal_next(&mut self, space: SpaceId, excerpts: Vec<Excerpt>) -> Held {
        let documents = self.documents();
        let bundle = Bundle {
            documents,
            excerpts,
        };
        let which = self.rng.below(AUTHORS as u64) as usize;
        let is_passing = self.rng.below(3) == 0;
        let author = &mut self.authors[which];
        author.last += 1;
        let draft = PackDraft {
            space,
            key_epoch: 1,
            number: author.last,
            previous: author.previous,
            covers: Vec::new(),
            erases: Vec::new(),
            expires: is_passing.then_some(UnixMillis(1_800_000_000_000)),
        };
        let sealed =
            seal_pack(&draft, &bundle, &self.key, &author.secret, 1, &mut self.rng).unwrap();
        author.previous = sealed.hash;
        self.opened(sealed)
    }

    fn documents(&mut self) -> Vec<BundleDocument> {
        let mut documents: Vec<BundleDocument> = Vec::new();
        for _ in 0..self.rng.below(6) {
            let id = DocId([self.rng.below(DOCUMENTS as u64) as u8; 16]);
            if documents.last().is_some_and(|last| last.id == id) {
                continue;
            }
            let count = 1 + self.rng.below(3);
            let changes = (0..count).map(|_| self.change()).collect();
            documents.push(BundleDocument { id, changes });
        }
        documents
    }

    fn change(&mut self) -> BundleChange {
        let mut bytes = vec![0; 9 + self.rng.below(20) as usize];
        self.rng.fill(&mut bytes);
        let last = bytes.split_off(8);
        BundleChange {
            parts: vec![bytes, Vec::new(), last],
        }
    }
}

/// Makes the authors in the order of their ids.
fn authors(rng: &mut TestRng) -> Vec<Author> {
    let author = |_| Author {
        secret: DeviceSecret::generate(rng),
        last: 0,
        previous: PackHash::ZERO,
    };
    (0..AUTHORS).map(author).collect()
}
