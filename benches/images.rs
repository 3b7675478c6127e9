//! Measures how long an uploaded image takes, beside sharp (libvips), which makes the same three sizes: `make bench-images`.
//!
//! `IMAGES` is a folder with one file for each kind of image, and `SHARP` a command that reads names of files line by line,
//! and answers each with the milliseconds that it took. Both process one image at a time, in turns, with one thread. Prints
//! the medians of `ROUNDS` (9) rounds. Compare only ratios.

use std::{
    env,
    error::Error,
    fs::{self, File},
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    time::Instant,
};

use photo_app::imaging::{ImageProcessor, Limits};
use tokio::runtime::Runtime;

type Outcome<T> = Result<T, Box<dyn Error>>;

const LIMITS: Limits = Limits { bytes: 64 << 20, pixels: 50_000_000 };

/// A process that runs sharp.
struct Sharp {
    process: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Sharp {
    fn start(command: &str) -> Outcome<Self> {
        let mut process =
            Command::new("sh").args(["-c", command]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let requests = process.stdin.take().ok_or("no stdin")?;
        let answers = BufReader::new(process.stdout.take().ok_or("no stdout")?);
        Ok(Self { process, requests, answers })
    }

    /// Processes a file, and returns the milliseconds that it took.
    fn process(&mut self, file: &Path) -> Outcome<f64> {
        writeln!(self.requests, "{}", file.display())?;
        let mut answer = String::new();
        self.answers.read_line(&mut answer)?;
        Ok(answer.trim().parse().map_err(|_| format!("sharp answered {answer:?}"))?)
    }
}

impl Drop for Sharp {
    fn drop(&mut self) {
        // This fails if the process has already ended.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn main() -> Outcome<()> {
    let rounds: usize = env::var("ROUNDS").map_or(Ok(9), |rounds| rounds.parse())?;
    let mut files: Vec<PathBuf> =
        fs::read_dir(env::var("IMAGES")?)?.map(|entry| Ok(entry?.path())).collect::<Outcome<_>>()?;
    files.sort();
    let mut sharp = Sharp::start(&env::var("SHARP")?)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let processor = ImageProcessor::new(LIMITS);

    println!("| image | Photo App, ms | sharp, ms | ratio of times |\n|---|--:|--:|--:|");
    for file in &files {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if let Err(why) = process(&runtime, &processor, file) {
            println!("| {name} | {why} | {:.0} | |", sharp.process(file)?);
            continue;
        }
        sharp.process(file)?;
        let (mut own, mut other) = (Vec::new(), Vec::new());
        for _ in 0..rounds.max(1) {
            own.push(process(&runtime, &processor, file)?);
            other.push(sharp.process(file)?);
        }
        let (own, other) = (median(own), median(other));
        println!("| {name} | {own:.0} | {other:.0} | {:.2} |", own / other);
    }
    Ok(())
}

/// Processes a file here, and returns the milliseconds that it took.
fn process(runtime: &Runtime, processor: &ImageProcessor, file: &Path) -> Outcome<f64> {
    let start = Instant::now();
    runtime.block_on(processor.process(1, File::open(file)?, ()))?;
    Ok(start.elapsed().as_secs_f64() * 1000.0)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
