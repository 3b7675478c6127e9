//! A PostgreSQL server of one's own, to be stopped, killed and started again. It keeps fsync on.

use std::{
    env, fs,
    os::unix::fs::chown,
    path::PathBuf,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use diesel::connection::SimpleConnection;
use photo_app::db::{Conn, DbUrl};

use crate::{
    basics::next_number,
    service::{free_port, is_root, signal},
};

pub struct Cluster {
    programs: PathBuf,
    folder: tempfile::TempDir,
    port: u16,
}

impl Cluster {
    /// Makes one and starts it.
    pub fn new() -> Self {
        let programs =
            env::var_os("POSTGRES_BIN").expect("POSTGRES_BIN must name PostgreSQL's programs: run make drill");
        let folder = tempfile::Builder::new().prefix("photo-app-drill").tempdir_in("/tmp").expect("a folder");
        if is_root() {
            let id = Command::new("id").args(["-u", "postgres"]).output().expect("id").stdout;
            let id: u32 = String::from_utf8_lossy(&id).trim().parse().expect("a user named postgres");
            chown(folder.path(), Some(id), None).expect("a folder of postgres");
        }
        let cluster = Self { programs: programs.into(), folder, port: free_port() };
        let mut make = cluster.program("initdb");
        make.args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync", "-D"]).arg(cluster.data());
        assert!(make.status().expect("initdb").success(), "initdb failed");
        cluster.start();
        cluster
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// One of PostgreSQL's programs, which refuse to run as root.
    fn program(&self, name: &str) -> Command {
        let path = self.programs.join(name);
        let mut command = if is_root() {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(path);
            command
        } else {
            Command::new(path)
        };
        command.current_dir("/").env("LC_ALL", "C");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    /// Starts it and waits until it answers. After a kill it may have to wait for the last of the killed.
    pub fn start(&self) {
        let folder = self.folder.path();
        let options = format!(
            "-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories={} -c max_connections=1000 -c fsync=on",
            self.port,
            folder.display()
        );
        let start = Instant::now();
        loop {
            let mut command = self.program("pg_ctl");
            command
                .arg("-D")
                .arg(self.data())
                .arg("-l")
                .arg(folder.join("log"))
                .args(["-w", "start", "-o", &options]);
            if command.status().expect("pg_ctl").success() {
                return;
            }
            let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
            assert!(start.elapsed() < Duration::from_secs(20), "PostgreSQL does not start: {log}");
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// Stops it, `immediate` or `fast`.
    pub fn stop(&self, mode: &str) {
        let mut command = self.program("pg_ctl");
        command.arg("-D").arg(self.data()).args(["-w", "-m", mode, "stop"]);
        assert!(command.status().expect("pg_ctl").success(), "PostgreSQL does not stop");
    }

    /// SIGKILL to all of its processes.
    pub fn kill(&self) {
        let file = fs::read_to_string(self.data().join("postmaster.pid")).expect("a running PostgreSQL");
        let first: u32 = file.lines().next().and_then(|line| line.parse().ok()).expect("its process");
        let children = fs::read_to_string(format!("/proc/{first}/task/{first}/children")).unwrap_or_default();
        // The first one first, or it would end the others in order and start anew.
        let mut all = vec![first];
        all.extend(children.split_whitespace().filter_map(|pid| pid.parse::<u32>().ok()));
        signal("KILL", &all);
    }

    pub fn url(&self) -> String {
        format!("postgresql://postgres@127.0.0.1:{}", self.port)
    }

    fn url_of(&self, database: &str) -> DbUrl {
        format!("{}/{database}", self.url()).parse().expect("a URL")
    }

    fn run(&self, sql: &str) {
        Conn::open(&self.url_of("postgres")).expect("the cluster").batch_execute(sql).expect(sql);
    }

    /// A new database, empty.
    pub fn database(&self) -> DbUrl {
        let name = format!("drill_{}", next_number());
        self.run(&format!("CREATE DATABASE {name}"));
        self.url_of(&name)
    }

    /// A new database with everything that another has, which nobody may use meanwhile.
    pub fn copy(&self, of: &DbUrl) -> DbUrl {
        let DbUrl::Postgres(of) = of else { panic!("a database of PostgreSQL") };
        let name = format!("drill_{}", next_number());
        self.run(&format!("CREATE DATABASE {name} TEMPLATE {}", of.path().trim_start_matches('/')));
        self.url_of(&name)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let _ = self.program("pg_ctl").arg("-D").arg(self.data()).args(["-w", "-m", "immediate", "stop"]).status();
    }
}
