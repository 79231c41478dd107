//! What the secrets have in common that people copy from paper or screen.

/// Defines a secret of 128 random bits that fits a typed code. It is wiped from memory when dropped, and `Debug` does not show it.
macro_rules! code_secret {
    ($(#[$about:meta])* $name:ident) => {
        $(#[$about])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name(zeroize::Zeroizing<[u8; 16]>);

        impl $name {
            /// Draws a new secret.
            pub fn generate(rng: &mut impl rand_core::CryptoRng) -> Self {
                let mut bytes = zeroize::Zeroizing::new([0; 16]);
                rng.fill_bytes(bytes.as_mut());
                Self(bytes)
            }

            /// Takes the bytes of a code, or stored ones.
            pub fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(zeroize::Zeroizing::new(bytes))
            }

            /// Gives the bytes for a code, or to be stored under encryption.
            pub fn as_bytes(&self) -> &[u8; 16] {
                &self.0
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    };
}

pub(crate) use code_secret;
