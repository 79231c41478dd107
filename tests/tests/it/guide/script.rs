//! A guide as it is written: prose, blocks of commands with what they print, and what others do meanwhile.
//!
//! A block names whose notebook it is and when it begins, and each of its commands comes a minute later: ```` ```console cuc 2026-11-17T07:15 ````.
//! `offline` lets no relay answer, and `pin=111111` types that one. A comment that begins in the same way, `<!-- cuc 2026-11-17T07:15`,
//! holds commands that the reader is not shown.

/// Commands on one notebook, one after the other.
#[derive(Debug)]
pub(crate) struct Scene {
    /// The line that opens it.
    opening: String,
    /// Whose notebook it is.
    pub(crate) who: String,
    /// When it begins, as RFC 3339 with the unit's offset.
    pub(crate) at: String,
    /// Whether no relay answers.
    pub(crate) is_offline: bool,
    /// What is typed for a PIN, if it is not the right one.
    pub(crate) pin: Option<String>,
    /// The commands.
    pub(crate) steps: Vec<Step>,
}

/// A command and what it printed.
#[derive(Debug)]
pub(crate) struct Step {
    /// What was typed, line by line, without the prompt.
    typed: Vec<String>,
    /// What was printed, line by line.
    pub(crate) printed: Vec<String>,
}

/// A part of a guide.
#[derive(Debug)]
pub(crate) enum Piece {
    /// Lines that people wrote.
    Prose(String),
    /// Commands that the reader sees, with what they print.
    Shown(Scene),
    /// Commands that the reader does not see.
    Aside(Scene),
}

/// A guide in its parts.
#[derive(Debug)]
pub(crate) struct Script {
    /// The parts, in their order.
    pub(crate) pieces: Vec<Piece>,
}

const SHOWN: &str = "```console ";
const ASIDE: &str = "<!-- ";

impl Script {
    /// Reads a guide.
    pub(crate) fn read(text: &str) -> Script {
        let mut lines = text.lines();
        let mut pieces = Vec::new();
        while let Some(line) = lines.next() {
            let until = |lines: &mut std::str::Lines<'_>, end: &str| -> Vec<String> {
                let body = lines.by_ref().take_while(|line| *line != end);
                body.map(str::to_owned).collect()
            };
            pieces.push(if let Some(rest) = line.strip_prefix(SHOWN) {
                Piece::Shown(Scene::read(line, rest, steps(&until(&mut lines, "```"))))
            } else if let Some(rest) = line
                .strip_prefix(ASIDE)
                .filter(|rest| !rest.contains("-->"))
            {
                let commands = until(&mut lines, "-->");
                let commands: Vec<String> =
                    commands.iter().map(|line| format!("$ {line}")).collect();
                Piece::Aside(Scene::read(line, rest, steps(&commands)))
            } else {
                Piece::Prose(line.to_owned())
            });
        }
        Script { pieces }
    }

    /// Returns the guide as it is written.
    pub(crate) fn text(&self) -> String {
        let piece = |piece: &Piece| match piece {
            Piece::Prose(line) => format!("{line}\n"),
            Piece::Shown(scene) => format!("{}\n{}```\n", scene.opening, scene.body("$ ")),
            Piece::Aside(scene) => format!("{}\n{}-->\n", scene.opening, scene.body("")),
        };
        self.pieces.iter().map(piece).collect()
    }
}

impl Scene {
    fn read(opening: &str, rest: &str, steps: Vec<Step>) -> Scene {
        let mut words = rest.split_whitespace();
        let who = words.next().expect("whose notebook it is");
        let at = words.next().expect("when it begins");
        let more: Vec<&str> = words.collect();
        let pin = more.iter().find_map(|word| word.strip_prefix("pin="));
        Scene {
            opening: opening.to_owned(),
            who: who.to_owned(),
            at: format!("{at}:00+07:00"),
            is_offline: more.contains(&"offline"),
            pin: pin.map(str::to_owned),
            steps,
        }
    }

    fn body(&self, prompt: &str) -> String {
        let step = |step: &Step| {
            let typed = step.typed.join("\n");
            let printed: String = step
                .printed
                .iter()
                .map(|line| format!("{line}\n"))
                .collect();
            format!("{prompt}{typed}\n{printed}")
        };
        self.steps.iter().map(step).collect()
    }
}

/// Reads commands, each behind a `$`; a backslash at the end goes on in the next line.
fn steps(lines: &[String]) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut goes_on = false;
    for line in lines {
        let typed = match line.strip_prefix("$ ") {
            _ if goes_on => line.strip_prefix("$ ").unwrap_or(line),
            Some(typed) => {
                steps.push(Step {
                    typed: Vec::new(),
                    printed: Vec::new(),
                });
                typed
            }
            None => {
                let step = steps.last_mut().expect("a block begins with a command");
                step.printed.push(line.clone());
                continue;
            }
        };
        let step = steps.last_mut().expect("a command");
        goes_on = typed.ends_with('\\');
        step.typed.push(typed.to_owned());
    }
    steps
}

impl Step {
    /// Changes what was typed, line by line.
    pub(crate) fn rewrite(&mut self, line: impl Fn(&str) -> String) {
        for typed in &mut self.typed {
            *typed = line(typed);
        }
    }

    /// Returns the command in one line.
    pub(crate) fn command(&self) -> String {
        let lines = self.typed.iter();
        let lines = lines.map(|line| line.trim_end_matches('\\').trim());
        lines.collect::<Vec<_>>().join(" ")
    }

    /// Returns the words of the command as a shell would; text in quotes is one word.
    pub(crate) fn words(&self) -> Vec<String> {
        let mut words = Vec::new();
        let mut word: Option<String> = None;
        let mut is_quoted = false;
        for letter in self.command().chars() {
            match letter {
                '"' => {
                    is_quoted = !is_quoted;
                    word.get_or_insert_default();
                }
                ' ' if !is_quoted => words.extend(word.take()),
                letter => word.get_or_insert_default().push(letter),
            }
        }
        words.extend(word);
        words
    }
}
