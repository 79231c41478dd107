//! A relay in a process of its own.

use std::fs::{self, File};
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::{Programs, WritePoints};

/// How long a relay may take to listen. A debug build on a busy machine opens its database within a second.
const PATIENCE: Duration = Duration::from_secs(30);
const LOOK_AGAIN: Duration = Duration::from_millis(2);

/// A running relay; dropping it kills it.
#[derive(Debug)]
pub struct Relay {
    programs: Programs,
    data: PathBuf,
    settings: Vec<String>,
    watched: Option<WritePoints>,
    address: SocketAddr,
    child: Child,
}

impl Relay {
    /// Starts a relay on a free loopback port with its data in `data`, and returns when it listens.
    ///
    /// # Errors
    ///
    /// If it cannot be started or ends before it listens.
    pub fn start(programs: &Programs, data: &Path) -> io::Result<Self> {
        Self::start_with(programs, data, &[])
    }

    /// Starts a relay with more arguments of its command line.
    ///
    /// # Errors
    ///
    /// As [`Relay::start`].
    pub fn start_with(programs: &Programs, data: &Path, settings: &[&str]) -> io::Result<Self> {
        Self::launch(programs, data, settings, None)
    }

    /// Starts a relay with more arguments of its command line that ends where `points` are told to.
    ///
    /// # Errors
    ///
    /// As [`Relay::start`]; also if it is killed before it listens.
    pub fn start_watched(
        programs: &Programs,
        data: &Path,
        settings: &[&str],
        points: &WritePoints,
    ) -> io::Result<Self> {
        Self::launch(programs, data, settings, Some(points.clone()))
    }

    fn launch(
        programs: &Programs,
        data: &Path,
        settings: &[&str],
        watched: Option<WritePoints>,
    ) -> io::Result<Self> {
        let settings: Vec<String> = settings.iter().map(ToString::to_string).collect();
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let (child, address) = launch(programs, data, any, &settings, watched.as_ref())?;
        Ok(Self {
            programs: programs.clone(),
            data: data.to_owned(),
            settings,
            watched,
            address,
            child,
        })
    }

    /// Returns the address it listens on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the address as `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns the folder of its data.
    #[must_use]
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// Returns its process id.
    #[must_use]
    pub fn process_id(&self) -> u32 {
        self.child.id()
    }

    /// Returns what it has logged since it was last started.
    ///
    /// # Errors
    ///
    /// If the log cannot be read.
    pub fn log(&self) -> io::Result<String> {
        fs::read_to_string(beside(&self.data, "log"))
    }

    /// Ends it at once, as a loss of power would.
    ///
    /// # Errors
    ///
    /// If the process cannot be ended.
    pub fn kill(&mut self) -> io::Result<()> {
        self.child.kill()?;
        self.child.wait().map(drop)
    }

    /// Asks it to stop, as a service manager would, and waits until it has.
    ///
    /// # Errors
    ///
    /// If it cannot be asked.
    pub fn stop(&mut self) -> io::Result<ExitStatus> {
        Command::new("kill")
            .arg("-TERM")
            .arg(self.child.id().to_string())
            .status()?;
        self.child.wait()
    }

    /// Lets it run on after this program has ended, and returns its process id.
    #[must_use]
    pub fn leave_running(self) -> u32 {
        let process_id = self.process_id();
        std::mem::forget(self); // Dropping it would kill it; its handles go with this program.
        process_id
    }

    /// Starts it again on the same address and data, after [`Relay::kill`] or [`Relay::stop`].
    ///
    /// # Errors
    ///
    /// As [`Relay::start`].
    pub fn restart(&mut self) -> io::Result<()> {
        let (child, address) = launch(
            &self.programs,
            &self.data,
            self.address,
            &self.settings,
            self.watched.as_ref(),
        )?;
        self.child = child;
        self.address = address;
        Ok(())
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        drop(self.kill());
    }
}

fn launch(
    programs: &Programs,
    data: &Path,
    listen: SocketAddr,
    settings: &[String],
    watched: Option<&WritePoints>,
) -> io::Result<(Child, SocketAddr)> {
    fs::create_dir_all(data)?;
    let ready = beside(data, "ready");
    drop(fs::remove_file(&ready));
    let mut command = programs.command(&programs.relay());
    command
        .arg("--data")
        .arg(data)
        .arg("--listen")
        .arg(listen.to_string())
        .arg("--ready-file")
        .arg(&ready)
        .args(settings);
    if let Some(points) = watched {
        points.watch(&mut command);
    }
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(File::create(beside(data, "log"))?);
    // Its own process group: what a person's Ctrl-C ends is the test, which then ends the relay by itself.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn()?;
    match wait_until_ready(&mut child, &ready) {
        Ok(address) => Ok((child, address)),
        Err(error) => {
            drop(child.kill());
            drop(child.wait());
            Err(error)
        }
    }
}

fn wait_until_ready(child: &mut Child, ready: &Path) -> io::Result<SocketAddr> {
    let start = Instant::now();
    loop {
        if let Some(address) = fs::read_to_string(ready)
            .ok()
            .as_deref()
            .and_then(address_in)
        {
            return Ok(address);
        }
        if let Some(status) = child.try_wait()? {
            return Err(io::Error::other(format!(
                "the relay ended before it listened: {status}"
            )));
        }
        if start.elapsed() > PATIENCE {
            return Err(io::Error::new(
                io::ErrorKind::TimedOut,
                "the relay does not listen",
            ));
        }
        thread::sleep(LOOK_AGAIN);
    }
}

/// A ready file holds one line, the address; without its end the line is not whole yet.
fn address_in(text: &str) -> Option<SocketAddr> {
    let line = text.strip_suffix('\n')?.trim();
    line.rsplit("//").next()?.trim_end_matches('/').parse().ok()
}

/// A file next to the data, not in it: a byte scan of the data must see the relay's own files only.
fn beside(data: &Path, extension: &str) -> PathBuf {
    data.with_extension(extension)
}

#[cfg(test)]
mod tests {
    use super::address_in;

    #[test]
    fn an_address_is_read_only_when_its_line_is_whole() {
        let expected = Some("127.0.0.1:8123".parse().unwrap());
        assert_eq!(address_in("127.0.0.1:8123\n"), expected);
        assert_eq!(address_in("http://127.0.0.1:8123/\n"), expected);
        assert_eq!(address_in("127.0.0.1:81"), None);
        assert_eq!(address_in(""), None);
    }
}
