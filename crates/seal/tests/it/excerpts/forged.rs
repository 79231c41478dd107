//! Packs that an author really signed, and whose contents are not what their header says.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use ed25519_dalek::{Signer, SigningKey};
use proto::pack::{NONCE_SIZE, TAG_SIZE};
use proto::{
    Bundle, BundleDocument, Cover, DeviceId, DocId, PackHash, PackHeader, SpaceId, Wire, Writer,
};
use seal::{DeviceSecret, SealError, SpaceKey, open, parse_pack};

const SECRET: [u8; 64] = [5; 64];

/// Signs and seals a bundle under any header.
fn forge(mut header: PackHeader, bundle: &Bundle, key: &SpaceKey) -> Vec<u8> {
    let plain = bundle.to_bytes();
    let mut contents = Writer::new();
    contents.varint(plain.len() as u64);
    contents.raw(&zstd::bulk::compress(&plain, 1).unwrap());
    let contents = contents.into_bytes();
    header.body_length = (NONCE_SIZE + contents.len() + TAG_SIZE) as u32;
    let aad = header.to_bytes();
    let payload = Payload {
        msg: &contents,
        aad: &aad,
    };
    let cipher = XChaCha20Poly1305::new(key.as_bytes().into());
    let sealed = cipher
        .encrypt(&XNonce::from([0; NONCE_SIZE]), payload)
        .unwrap();
    let unsigned = [aad.as_slice(), &[0; NONCE_SIZE], &sealed, &[0; 64]].concat();
    let hash = parse_pack(unsigned.clone()).unwrap().hash();
    let signing = SigningKey::from_bytes(SECRET.first_chunk().unwrap());
    let signature = signing.sign(hash.as_bytes()).to_bytes();
    [&unsigned[..unsigned.len() - 64], &signature].concat()
}

fn header() -> PackHeader {
    PackHeader {
        space: SpaceId([1; 16]),
        key_epoch: 1,
        author: DeviceSecret::from_bytes(&SECRET).id(),
        number: 1,
        previous: PackHash::ZERO,
        covers: Vec::new(),
        erases: Vec::new(),
        expires: None,
        contents: [0; 32],
        body_length: 0,
    }
}

fn opened(header: PackHeader, bundle: &Bundle) -> Result<(), SealError> {
    let key = SpaceKey::from_bytes([6; 32]);
    let author = DeviceSecret::from_bytes(&SECRET);
    let pack = parse_pack(forge(header, bundle, &key)).unwrap();
    open(&pack.verify(author.keys()).unwrap(), &key).map(drop)
}

fn documents() -> Vec<BundleDocument> {
    vec![BundleDocument {
        id: DocId([1; 16]),
        changes: vec![vec![1, 2, 3].into()],
    }]
}

#[test]
fn contents_that_the_header_does_not_commit_to_are_not_believed() {
    let bundle = Bundle::of_documents(documents());
    assert_eq!(opened(header(), &bundle), Err(SealError::WrongContents));
    assert_eq!(
        opened(header(), &Bundle::default()),
        Err(SealError::WrongContents)
    );
}

#[test]
fn a_derived_pack_says_nothing_of_its_own() {
    let cover = Cover {
        author: DeviceId([1; 16]),
        first: 1,
        last: 1,
    };
    let derived = PackHeader {
        number: 0,
        covers: vec![cover],
        ..header()
    };
    let bundle = Bundle::of_documents(documents());
    assert_eq!(opened(derived, &bundle), Err(SealError::WrongKind));
}
