//! The network between a device and the relay: what it does to a request and its answer is drawn.

use crate::sim::lies::{self, Lies};
use crate::sim::relay::RelaySite;
use client_core::{Flow, Transport, TransportError};
use proto::PackHash;
use testkit::TestRng;

/// How a sync over a bad network, or with a relay in trouble, may end.
pub const IS_EXCUSED: &[&str] = &["no-network", "busy", "relay-failed"];

/// How often something happens to an exchange, in percent.
const TROUBLE: u64 = 45;
/// How often the power of the relay fails during an exchange, in percent.
const POWER: u64 = 5;

/// A network on which nothing happens.
pub struct Direct<'a>(pub &'a RelaySite);

impl Transport for Direct<'_> {
    fn exchange(
        &mut self,
        request: Vec<u8>,
        take: &mut dyn FnMut(&[u8]) -> Flow,
    ) -> Result<(), TransportError> {
        take(&self.0.exchange(&request, None));
        Ok(())
    }
}

/// The network during one sync.
pub struct Wire<'a> {
    relay: &'a mut RelaySite,
    rng: &'a mut TestRng,
    lies: &'a mut Lies,
    late: &'a mut Vec<Vec<u8>>,
    /// What happened, a word each.
    pub faults: Vec<&'static str>,
    /// An answer was not what the relay's store says.
    pub lied: bool,
    /// Packs that were left out of whole answers which give that away.
    pub dropped: Vec<lies::Dropped>,
    left_out: Vec<lies::Dropped>,
}

impl<'a> Wire<'a> {
    /// Opens a network; requests that are `late` may arrive before those of this sync.
    pub fn new(
        relay: &'a mut RelaySite,
        lies: &'a mut Lies,
        rng: &'a mut TestRng,
        late: &'a mut Vec<Vec<u8>>,
    ) -> Wire<'a> {
        Wire {
            relay,
            lies,
            rng,
            late,
            faults: Vec::new(),
            lied: false,
            dropped: Vec::new(),
            left_out: Vec::new(),
        }
    }

    /// Tells whether the sync may have failed for what happened here.
    pub fn excuse(&self) -> bool {
        !self.faults.is_empty() || self.relay.is_full
    }

    /// Lets the relay answer with the truth, or what it wants to be taken for it.
    fn answered(&mut self, request: &[u8]) -> (Vec<u8>, bool) {
        self.left_out.clear();
        let lie = if self.lies.now { self.rng.below(5) } else { 5 };
        let (answer, failed) = match (lie, self.lies.other.as_ref()) {
            (0, _) => {
                self.lie("drops");
                let (answer, failed) = self.relay_answers(request, None);
                let (answer, left_out) = lies::without_some_packs(&answer, self.rng);
                self.left_out = left_out;
                (answer, failed)
            }
            (1, _) if !self.lies.old.is_empty() => {
                self.lie("replays");
                let old = self.rng.pick(&self.lies.old).cloned();
                (old.unwrap_or_default(), false)
            }
            (2 | 3, Some(other)) => {
                let answer = other.exchange(request, None);
                self.lies.other_ever = true;
                self.lie("other-store");
                (answer, false)
            }
            _ => self.relay_answers(request, None),
        };
        self.lies.old.push(answer.clone());
        (answer, failed)
    }

    fn lie(&mut self, how: &'static str) {
        self.lied = true;
        self.faults.push(how);
    }

    /// Lets the relay work, through a loss of power perhaps; returns what came back before it.
    fn relay_answers(&mut self, request: &[u8], cut: Option<usize>) -> (Vec<u8>, bool) {
        if self.rng.chance(POWER) {
            self.relay.disk.fail_at_write(1 + self.rng.below(12));
        }
        let mut answer = self.relay.exchange(request, cut);
        let failed = self.relay.disk.has_failed();
        self.relay.disk.spare();
        if failed {
            self.faults.push("relay-power");
            self.relay.crash(self.rng);
            answer.truncate(self.rng.index(answer.len() + 1));
        }
        (answer, failed)
    }

    /// Hands the answer over in pieces, up to a point.
    fn hand_over(&mut self, answer: &[u8], take: &mut dyn FnMut(&[u8]) -> Flow) -> Flow {
        let mut rest = answer;
        while !rest.is_empty() {
            let size = 1 + self.rng.index(rest.len().min(2_000));
            let (piece, left) = rest.split_at(size);
            if take(piece) == Flow::Stop {
                return Flow::Stop;
            }
            rest = left;
        }
        Flow::Continue
    }
}

impl Transport for Wire<'_> {
    fn exchange(
        &mut self,
        request: Vec<u8>,
        take: &mut dyn FnMut(&[u8]) -> Flow,
    ) -> Result<(), TransportError> {
        if !self.late.is_empty() && self.rng.chance(50) {
            let at = self.rng.index(self.late.len());
            let late = self.late.swap_remove(at);
            self.faults.push("late-arrives");
            self.relay_answers(&late, None);
        }
        let broken = |what: &str| Err(TransportError::Cut(what.to_owned()));
        let fate = if self.rng.chance(TROUBLE) {
            self.rng.below(6)
        } else {
            6
        };
        match fate {
            0 => {
                self.faults.push("unreachable");
                Err(TransportError::Unreachable("no signal".to_owned()))
            }
            1 => {
                self.faults.push("request-cut");
                let cut = self.rng.index(request.len());
                self.relay_answers(&request, Some(cut));
                broken("while sending")
            }
            2 | 3 => {
                self.faults.push("answer-cut");
                let (answer, _) = self.answered(&request);
                let cut = self.rng.index(answer.len() + 1);
                self.hand_over(&answer[..cut], take);
                broken("while receiving")
            }
            4 => {
                self.faults.push("late");
                self.late.push(request);
                Err(TransportError::Stalled)
            }
            5 => {
                self.faults.push("repeated");
                let (first, _) = self.answered(&request);
                let (second, failed) = self.answered(&request);
                let answer = if failed || self.rng.chance(50) {
                    first
                } else {
                    second
                };
                self.hand_over(&answer, take);
                Ok(())
            }
            _ => {
                let (answer, failed) = self.answered(&request);
                if self.hand_over(&answer, take) == Flow::Continue && !failed {
                    self.dropped.append(&mut self.left_out);
                }
                if failed {
                    broken("the relay is gone")
                } else {
                    Ok(())
                }
            }
        }
    }
}

/// A network on which the first pack that comes is not as its author signed it.
pub struct Editor<'a> {
    relay: &'a RelaySite,
    rng: &'a mut TestRng,
    /// The hash of the edited pack, where it has another one than before.
    pub edited: Option<PackHash>,
    /// The answer with it was read to its end.
    pub was_read: bool,
    done: bool,
}

impl<'a> Editor<'a> {
    /// Waits for a pack.
    pub fn new(relay: &'a RelaySite, rng: &'a mut TestRng) -> Editor<'a> {
        Editor {
            relay,
            rng,
            edited: None,
            was_read: false,
            done: false,
        }
    }
}

impl Transport for Editor<'_> {
    fn exchange(
        &mut self,
        request: Vec<u8>,
        take: &mut dyn FnMut(&[u8]) -> Flow,
    ) -> Result<(), TransportError> {
        let mut answer = self.relay.exchange(&request, None);
        if !self.done {
            (answer, self.edited) = lies::with_an_edited_pack(&answer, self.rng);
            self.done = self.edited.is_some();
            self.was_read = take(&answer) == Flow::Continue && self.done;
            return Ok(());
        }
        take(&answer);
        Ok(())
    }
}
