//! The real program, started and ended in every way.

use std::{
    env,
    fs::{self, File},
    io::{BufRead, BufReader},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

use photo_app::db::DbUrl;

use crate::basics::{SECRET, next_number, url_text};

/// The program under test.
pub fn binary() -> PathBuf {
    env::var_os("PHOTO_APP").expect("PHOTO_APP must name the program: run make drill").into()
}

/// A process of the program, with a port of its own that it keeps when it is started again. Killed when dropped.
pub struct Service {
    pub url: String,
    pub port: u16,
    pub db_url: DbUrl,
    pub folder: tempfile::TempDir,
    settings: Vec<(&'static str, String)>,
    launcher: Vec<String>,
    child: Option<Child>,
}

impl Service {
    pub fn new(db_url: &DbUrl) -> Self {
        let port = free_port();
        Self {
            url: format!("http://127.0.0.1:{port}"),
            port,
            db_url: db_url.clone(),
            folder: tempfile::tempdir().expect("a folder"),
            settings: Vec::new(),
            launcher: vec![binary().display().to_string()],
            child: None,
        }
    }

    /// On a database of its own.
    pub fn started(db_url: &DbUrl) -> Self {
        let mut service = Self::new(db_url);
        service.start();
        service
    }

    pub fn set(mut self, name: &'static str, value: &str) -> Self {
        self.settings.push((name, value.to_owned()));
        self
    }

    /// Starts it by these words instead of the program's path alone.
    pub fn launched_by(mut self, words: &[&str]) -> Self {
        self.launcher = words.iter().map(|word| (*word).to_owned()).collect();
        self
    }

    /// The program with nothing of this process's environment that it would read.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.launcher[0]);
        command.args(&self.launcher[1..]).args(arguments).current_dir(self.folder.path()).env_clear();
        command.env("DB_URL", url_text(&self.db_url)).env("JWT_SECRET", SECRET).env("PORT", self.port.to_string());
        command
            .env("BCRYPT_COST", "10")
            .env("LOG_LEVEL", "error")
            .env("RATE_LIMITS", "off")
            .envs(self.settings.iter().cloned());
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(self.log_file());
        command
    }

    fn log_file(&self) -> File {
        File::options().create(true).append(true).open(self.log_path()).expect("a log")
    }

    fn log_path(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    /// What it wrote to standard error since the drill began.
    pub fn log(&self) -> String {
        fs::read_to_string(self.log_path()).unwrap_or_default()
    }

    /// Begins to start it, without waiting.
    pub fn launch(&mut self) {
        assert!(self.child.is_none(), "it runs already");
        self.child = Some(self.command(&["serve"]).stdout(Stdio::piped()).spawn().expect("the program"));
    }

    /// Waits until it says that it is ready.
    pub fn wait_ready(&mut self) {
        let child = self.child.as_mut().expect("a process");
        let stdout = BufReader::new(child.stdout.take().expect("a pipe"));
        let ready = stdout.lines().map_while(Result::ok).any(|line| line.starts_with("Photo App is ready at "));
        assert!(ready, "it did not start: {}", self.log());
    }

    pub fn start(&mut self) {
        self.launch();
        self.wait_ready();
    }

    fn pid(&self) -> u32 {
        self.child.as_ref().expect("a process").id()
    }

    /// SIGKILL: no handler runs, nothing is flushed.
    pub fn kill(&mut self) {
        let mut child = self.child.take().expect("a process");
        child.kill().expect("a kill");
        child.wait().expect("an end");
    }

    /// SIGTERM, without waiting.
    pub fn ask_to_stop(&self) {
        signal("TERM", &[self.pid()]);
    }

    /// Waits for its end.
    pub fn wait_end(&mut self, within: Duration) -> (ExitStatus, Duration) {
        let start = Instant::now();
        let mut child = self.child.take().expect("a process");
        loop {
            if let Some(status) = child.try_wait().expect("a child") {
                return (status, start.elapsed());
            }
            if start.elapsed() > within {
                child.kill().expect("a kill");
                panic!("it did not end within {within:?}");
            }
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Checks that it is still the process that was started, and has not panicked.
    #[track_caller]
    pub fn is_well(&mut self) {
        let status = self.child.as_mut().expect("a process").try_wait().expect("a child");
        assert!(status.is_none(), "it ended by itself: {status:?} {}", self.log());
        assert!(!self.log().contains("panicked"), "{}", self.log());
    }

    /// Memory in use, in MiB.
    pub fn memory(&self) -> f64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.pid())).expect("a process");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a size");
        let kib: u32 = line.trim().trim_end_matches(" kB").parse().expect("a number");
        f64::from(kib) / 1024.0
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Sends a signal to processes of this drill.
pub fn signal(name: &str, pids: &[u32]) {
    let pids = pids.iter().map(ToString::to_string);
    // One that is gone already is as good as one that got the signal.
    let _ = Command::new("kill").arg(format!("-{name}")).args(pids).stderr(Stdio::null()).status().expect("kill");
}

/// A port that nobody listens on, below those that the system gives to outgoing connections.
pub fn free_port() -> u16 {
    loop {
        let port = rand::random_range(15000..30000);
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

/// Whether this is root, which some drills must be.
pub fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata("/proc/self").expect("/proc").uid() == 0
}

/// An SQLite database that is still to be made.
pub fn sqlite_in(folder: &Path) -> DbUrl {
    DbUrl::Sqlite(folder.join(format!("drill-{}.sqlite", next_number())))
}
