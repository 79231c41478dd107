//! A relay's address as people type it.

use reqwest::Url;
use std::fmt;
use std::str::FromStr;

/// Reports an address that names no relay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("relay-address-bad")]
pub struct AddressError;

/// The address of a relay: `http` or `https`, a host, perhaps a port and a path before `/v1`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelayUrl(Url);

impl RelayUrl {
    /// Returns the address of something that the relay serves.
    pub(crate) fn join(&self, path: &str) -> Url {
        let mut url = self.0.clone();
        let base = url.path().trim_end_matches('/').to_owned();
        url.set_path(&format!("{base}/{path}"));
        url
    }

    /// Tells whether the connection is encrypted.
    pub fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// Tells whether the relay runs on this machine.
    pub fn is_loopback(&self) -> bool {
        match self.0.host_str() {
            Some("localhost") => true,
            Some(host) => host
                .trim_matches(['[', ']'])
                .parse::<std::net::IpAddr>()
                .is_ok_and(|address| address.is_loopback()),
            None => false,
        }
    }
}

impl FromStr for RelayUrl {
    type Err = AddressError;

    /// Reads an address; one without a scheme is `https`.
    fn from_str(text: &str) -> Result<RelayUrl, AddressError> {
        let text = text.trim();
        let whole = if text.contains("://") {
            text.to_owned()
        } else {
            format!("https://{text}")
        };
        let url = Url::parse(&whole).map_err(|_| AddressError)?;
        let plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
        let sensible =
            matches!(url.scheme(), "http" | "https") && url.host_str().is_some() && plain;
        if sensible {
            Ok(RelayUrl(url))
        } else {
            Err(AddressError)
        }
    }
}

impl fmt::Display for RelayUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_its_path_and_loses_its_last_slash() {
        let url: RelayUrl = "https://so.example/sotay/".parse().unwrap();
        assert_eq!(url.to_string(), "https://so.example/sotay");
        assert_eq!(
            url.join("v1/sync").as_str(),
            "https://so.example/sotay/v1/sync"
        );
    }

    #[test]
    fn an_address_without_a_scheme_is_encrypted() {
        let url: RelayUrl = "so.example:8443".parse().unwrap();
        assert_eq!(url.to_string(), "https://so.example:8443");
        assert!(url.is_https());
    }

    #[test]
    fn an_address_of_this_machine_is_known_as_one() {
        for (text, local) in [
            ("http://127.0.0.1:80", true),
            ("http://[::1]:1", true),
            ("http://localhost", true),
            ("http://10.0.0.1", false),
        ] {
            assert_eq!(
                text.parse::<RelayUrl>().unwrap().is_loopback(),
                local,
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in [
            "",
            "ftp://a",
            "http://",
            "https://a?b=c",
            "https://u@a/",
            "mailto:x",
        ] {
            assert_eq!(text.parse::<RelayUrl>(), Err(AddressError), "{text}");
        }
    }
}
