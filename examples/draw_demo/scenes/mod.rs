//! The kinds of scene the post pictures show, and the order they come in.

mod aurora;
mod balloons;
mod beach;
mod birches;
mod bridge;
mod cabin;
mod citrus;
mod city;
mod coffee;
mod dunes;
mod fields;
mod flowers;
mod forest;
mod lighthouse;
mod mountains;
mod sailing;
mod sea;

use crate::canvas::Canvas;

/// What is said about a picture; kept beside its palette so that the words match the colours.
#[derive(Clone, Copy)]
pub struct Note {
    pub alt: &'static str,
    pub captions: [&'static str; 3],
}

pub struct Picture {
    pub kind: &'static str,
    pub note: Note,
    pub svg: String,
}

impl Picture {
    fn new(kind: &'static str, note: Note, canvas: Canvas) -> Self {
        Self { kind, note, svg: canvas.finish() }
    }
}

/// All pictures, mixed so that neighbours differ in kind.
pub fn all() -> Vec<Picture> {
    let mut scenes: Vec<_> = [
        mountains::all(),
        sea::all(),
        flowers::all(),
        city::all(),
        coffee::all(),
        dunes::all(),
        beach::all(),
        forest::all(),
        sailing::all(),
        aurora::all(),
        fields::all(),
        citrus::all(),
        balloons::all(),
        bridge::all(),
        birches::all(),
        lighthouse::all(),
        cabin::all(),
    ]
    .into_iter()
    .map(Vec::into_iter)
    .collect();

    let kinds = scenes.len();
    let mut pictures = Vec::new();
    let mut round = 0;
    loop {
        let before = pictures.len();
        for i in 0..kinds {
            // Another stride in each round, so that the feed does not repeat its order. Every
            // stride reaches every kind because their number is a prime.
            let kind = (i * (round * 2 + 1) + round * 5) % kinds;
            pictures.extend(scenes[kind].next());
        }
        if pictures.len() == before {
            return pictures;
        }
        round += 1;
    }
}
