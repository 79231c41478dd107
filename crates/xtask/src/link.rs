//! A slow link to put between any client and server: `cargo xtask link LISTEN TARGET MILLISECONDS KBIT_PER_S`.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::str::FromStr;
use std::thread;
use std::time::Duration;

use testkit::{Link, LinkSpeed, LinkStats};

use crate::failure::Failure;

const USAGE: &str = "cargo xtask link LISTEN TARGET MILLISECONDS KBIT_PER_S
LISTEN and TARGET are addresses such as 127.0.0.1:8443, or a port of this machine; MILLISECONDS is a round trip;
KBIT_PER_S is the rate of each direction, 0 without a limit. It runs until it is ended and says what crossed it.";

/// Carries connections until the program is ended.
pub(crate) fn main(args: &[String]) -> Result<ExitCode, Failure> {
    let [listen, target, round_trip, rate] = args else {
        return Err(Failure::Usage(USAGE.to_owned()));
    };
    let speed = LinkSpeed {
        round_trip: Duration::from_millis(number(round_trip)?),
        kbit_per_s: number(rate)?,
    };
    let link =
        Link::listen(address(listen)?, address(target)?, speed).map_err(Failure::file(listen))?;
    println!("{}", link.url());
    let mut said = LinkStats::default();
    loop {
        thread::sleep(Duration::from_secs(1));
        let stats = link.stats();
        if stats != said {
            println!(
                "{{\"up\":{},\"down\":{},\"connections\":{}}}",
                stats.up, stats.down, stats.connections
            );
            said = stats;
        }
    }
}

fn address(text: &str) -> Result<SocketAddr, Failure> {
    let here = text
        .parse::<u16>()
        .map(|port| SocketAddr::from(([127, 0, 0, 1], port)));
    here.or_else(|_| text.parse())
        .map_err(|_| Failure::Usage(format!("{text} is no address; {USAGE}")))
}

fn number<N: FromStr>(text: &str) -> Result<N, Failure> {
    text.parse()
        .map_err(|_| Failure::Usage(format!("{text} is no number; {USAGE}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_is_a_port_of_this_machine() {
        assert_eq!(address("81").unwrap(), "127.0.0.1:81".parse().unwrap());
        assert_eq!(
            address("10.0.0.2:81").unwrap(),
            "10.0.0.2:81".parse().unwrap()
        );
        assert!(address("relay").is_err());
    }
}
