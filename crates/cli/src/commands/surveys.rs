//! The way of a baseline survey: handed in, returned, approved.

use super::register;
use crate::args::RegisterGroup;
use crate::failure::Failure;
use crate::session::Session;
use clap::ArgMatches;

/// `sotay survey submit`, `return`, `approve`.
pub(crate) fn run(
    session: &Session,
    group: &RegisterGroup,
    verb: &str,
    matches: &ArgMatches,
) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let id = register::reference(&notebook, group, matches)?;
    let note = matches.try_get_one::<String>("note").ok().flatten();
    let heading = match (verb, note) {
        ("return", Some(note)) => {
            notebook.return_survey(id, note)?;
            "survey-return-done"
        }
        ("approve", note) => {
            notebook.approve_survey(id, note.map(String::as_str))?;
            "survey-approve-done"
        }
        _ if notebook.submit_survey(id)? => "submit-done",
        _ => "survey-submit-already",
    };
    register::print(session, &mut notebook, id, Some(heading))
}
