#![no_main]
//! A pack that a member of the space really signed and sealed, with contents that no program of ours would make.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use ed25519_dalek::{Signer, SigningKey};
use fuzz::memory::bounded;
use libfuzzer_sys::fuzz_target;
use proto::{Bundle, PackHash, PackHeader, SpaceId, Wire, limits};
use seal::{DeviceSecret, SpaceKey, open, parse_pack};

const SECRET: [u8; 64] = [5; 64];
const NONCE: [u8; 24] = [0; 24];

fuzz_target!(|contents: &[u8]| {
    let author = DeviceSecret::from_bytes(&SECRET);
    let key = SpaceKey::from_bytes([6; 32]);
    let pack = sealed(contents, &author, &key);
    // The size that is announced inside may be any up to the limit, and memory for it is taken at once.
    bounded(contents, 64, 2 * limits::BUNDLE.max as usize, || {
        let pack = parse_pack(pack)
            .expect("a whole pack")
            .verify(author.keys())
            .expect("signed by its author");
        if let Ok(opened) = open(&pack, &key) {
            let bundle = Bundle {
                documents: opened.documents,
                excerpts: opened.excerpts,
            };
            assert!(bundle.to_bytes().len() as u64 <= limits::BUNDLE.max);
        }
    });
});

fn sealed(contents: &[u8], author: &DeviceSecret, key: &SpaceKey) -> Vec<u8> {
    let header = PackHeader {
        space: SpaceId([1; 16]),
        key_epoch: 0,
        author: author.id(),
        number: 1,
        previous: PackHash([0; 32]),
        covers: Vec::new(),
        erases: Vec::new(),
        expires: None,
        contents: [0; 32],
        body_length: (NONCE.len() + contents.len() + 16) as u32,
    };
    let mut bytes = header.to_bytes();
    let sealed = XChaCha20Poly1305::new(key.as_bytes().into())
        .encrypt(
            &XNonce::from(NONCE),
            Payload {
                msg: contents,
                aad: &bytes,
            },
        )
        .expect("short enough to seal");
    bytes.extend_from_slice(&NONCE);
    bytes.extend_from_slice(&sealed);
    bytes.extend_from_slice(&[0; 64]);
    let hash = parse_pack(bytes.clone()).expect("a whole pack").hash();
    let seed = *SECRET.first_chunk::<32>().expect("half of the secret");
    let signature = SigningKey::from_bytes(&seed).sign(hash.as_bytes());
    let place = bytes.len() - 64;
    bytes[place..].copy_from_slice(&signature.to_bytes());
    bytes
}
