//! A push service and the browsers that subscribed there: an HTTP server that checks each request as RFC 8030 and RFC 8292 have
//! it, and decrypts the message as RFC 8291 has it.

use std::{
    collections::HashMap,
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

use aws_lc_rs::{
    aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    agreement::{ECDH_P256, PrivateKey, UnparsedPublicKey, agree},
    hkdf::{HKDF_SHA256, KeyType, Prk, Salt},
    signature::{self, ECDSA_P256_SHA256_FIXED},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use serde_json::{Value, json};

use crate::test_app::{Answer, TestUser, now};

/// How long a test waits for a message that must come.
const PATIENCE: Duration = Duration::from_secs(60);

/// A browser with a subscription.
pub struct Browser {
    service: Arc<PushService>,
    name: String,
    key: Arc<PrivateKey>,
    auth: [u8; 16],
}

pub struct PushService {
    origin: String,
    state: Mutex<State>,
    arrived: Condvar,
}

#[derive(Default)]
struct State {
    browsers: HashMap<String, Registered>,
    /// The public keys of the servers that have sent messages.
    server_keys: Vec<String>,
}

struct Registered {
    key: Arc<PrivateKey>,
    auth: [u8; 16],
    messages: Vec<Value>,
    attempts: usize,
    /// The answer to the next requests.
    status: u16,
}

impl PushService {
    pub fn start() -> Arc<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let origin = format!("http://{}", listener.local_addr().expect("an address"));
        let service = Arc::new(Self { origin, state: Mutex::default(), arrived: Condvar::new() });
        let shared = Arc::clone(&service);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&shared);
                thread::spawn(move || shared.serve(stream));
            }
        });
        service
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A test that fails must not fail the others.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The public keys of the servers that have sent messages.
    pub fn server_keys(&self) -> Vec<String> {
        self.state().server_keys.clone()
    }

    pub fn browser(self: &Arc<Self>) -> Browser {
        let browser = Browser {
            service: Arc::clone(self),
            name: format!("{:032x}", rand::random::<u128>()),
            key: Arc::new(PrivateKey::generate(&ECDH_P256).expect("a key")),
            auth: rand::random(),
        };
        let registered = Registered {
            key: Arc::clone(&browser.key),
            auth: browser.auth,
            messages: Vec::new(),
            attempts: 0,
            status: 201,
        };
        self.state().browsers.insert(browser.name.clone(), registered);
        browser
    }

    /// Answers the requests of a connection.
    fn serve(&self, stream: TcpStream) {
        let mut reader = BufReader::new(stream);
        while let Some((path, headers, body)) = read_request(&mut reader) {
            let status = self.receive(&path, &headers, &body);
            let answer = format!("HTTP/1.1 {status} x\r\nContent-Length: 0\r\n\r\n");
            if reader.get_mut().write_all(answer.as_bytes()).is_err() {
                return;
            }
        }
    }

    fn receive(&self, path: &str, headers: &HashMap<String, String>, body: &[u8]) -> u16 {
        let server_key = check_headers(headers, &self.origin);
        let mut state = self.state();
        state.server_keys.push(server_key);
        let Some(browser) = state.browsers.get_mut(path.trim_start_matches('/')) else { return 404 };
        browser.attempts += 1;
        if browser.status == 201 {
            let message = decrypt(&browser.key, &browser.auth, body);
            browser.messages.push(serde_json::from_slice(&message).expect("JSON"));
        }
        let status = browser.status;
        self.arrived.notify_all();
        status
    }
}

impl Browser {
    pub fn endpoint(&self) -> String {
        format!("{}/{}", self.service.origin, self.name)
    }

    /// The subscription as `PushSubscription.toJSON` gives it.
    pub fn subscription(&self) -> Value {
        let key = self.key.compute_public_key().expect("a public key");
        json!({
            "endpoint": self.endpoint(),
            "expirationTime": null,
            "keys": {"p256dh": BASE64.encode(key.as_ref()), "auth": BASE64.encode(self.auth)},
            "device": "Firefox on Linux",
        })
    }

    pub fn subscribe(&self, user: &TestUser) -> Answer {
        user.post("/api/push/subscriptions", self.subscription())
    }

    /// Lets the service answer with this status from now on. Only messages answered with 201 are received.
    pub fn answer_with(&self, status: u16) {
        self.registered(|browser| browser.status = status);
    }

    pub fn messages(&self) -> Vec<Value> {
        self.registered(|browser| browser.messages.clone())
    }

    pub fn titles(&self) -> Vec<String> {
        let title = |message: &Value| message["notification"]["title"].as_str().expect("a title").to_owned();
        self.messages().iter().map(title).collect()
    }

    pub fn attempts(&self) -> usize {
        self.registered(|browser| browser.attempts)
    }

    /// Waits until the service has had so many requests for this browser.
    #[track_caller]
    pub fn wait_for(&self, attempts: usize) {
        self.wait_until(|browser| browser.attempts >= attempts);
    }

    /// Waits until a message has this title.
    #[track_caller]
    pub fn wait_for_title(&self, title: &str) {
        self.wait_until(|browser| browser.messages.iter().any(|one| one["notification"]["title"] == title));
    }

    #[track_caller]
    fn wait_until(&self, is_so: impl Fn(&Registered) -> bool) {
        let end = Instant::now() + PATIENCE;
        let mut state = self.service.state();
        while !is_so(&state.browsers[&self.name]) {
            let left = end.saturating_duration_since(Instant::now());
            assert!(
                !left.is_zero(),
                "the message did not come; these did: {:?}",
                state.browsers[&self.name].messages
            );
            state = self.service.arrived.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn registered<T>(&self, look: impl FnOnce(&mut Registered) -> T) -> T {
        look(self.service.state().browsers.get_mut(&self.name).expect("a browser"))
    }
}

/// The path, the headers and the body of the next request.
fn read_request(reader: &mut impl BufRead) -> Option<(String, HashMap<String, String>, Vec<u8>)> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|length| *length > 0)?;
    let mut words = line.split_whitespace();
    assert_eq!(words.next(), Some("POST"));
    let path = words.next()?.to_owned();
    let mut headers = HashMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let mut body = vec![0; headers.get("content-length")?.parse().ok()?];
    reader.read_exact(&mut body).ok()?;
    Some((path, headers, body))
}

/// Checks what a push service asks for, and returns the public key of the server.
fn check_headers(headers: &HashMap<String, String>, origin: &str) -> String {
    assert_eq!(headers["content-encoding"], "aes128gcm");
    assert!(headers["ttl"].parse::<u32>().is_ok());
    let topic = &headers["topic"];
    assert!(topic.len() <= 32 && topic.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
    let (token, key) =
        headers["authorization"].strip_prefix("vapid t=").and_then(|rest| rest.split_once(", k=")).expect("VAPID");
    let (signed, signature) = token.rsplit_once('.').expect("a token");
    let decode = |text: &str| BASE64.decode(text).expect("base64url");
    signature::UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, decode(key))
        .verify(signed.as_bytes(), &decode(signature))
        .expect("a valid signature");
    let (header, claims) = signed.split_once('.').expect("a token");
    let parse = |text: &str| serde_json::from_slice::<Value>(&decode(text)).expect("JSON");
    assert_eq!(parse(header)["alg"], "ES256");
    let claims = parse(claims);
    assert_eq!(claims["aud"], origin);
    assert!(claims["exp"].as_i64().is_some_and(|exp| exp > now() && exp <= now() + 24 * 3600));
    assert!(claims["sub"].as_str().is_some_and(|sub| sub.starts_with("https://") || sub.starts_with("mailto:")));
    key.to_owned()
}

struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

fn expand<const N: usize>(prk: &Prk, info: &[&[u8]]) -> [u8; N] {
    let mut bytes = [0; N];
    prk.expand(info, Length(N)).and_then(|okm| okm.fill(&mut bytes)).expect("a short text");
    bytes
}

/// RFC 8291, section 3.4, and RFC 8188, section 2.
fn decrypt(key: &PrivateKey, auth: &[u8; 16], body: &[u8]) -> Vec<u8> {
    let (salt, rest) = body.split_at(16);
    let (record_size, rest) = rest.split_at(4);
    assert!(u32::from_be_bytes(record_size.try_into().expect("four bytes")) as usize >= rest.len() - 66);
    assert_eq!(rest[0], 65);
    let (server_key, sealed) = rest[1..].split_at(65);
    let peer = UnparsedPublicKey::new(&ECDH_P256, server_key);
    let secret =
        agree(key, peer, (), |shared| Ok(Salt::new(HKDF_SHA256, auth).extract(shared))).expect("a secret");
    let own = key.compute_public_key().expect("a public key");
    let input: [u8; 32] = expand(&secret, &[b"WebPush: info\0", own.as_ref(), server_key]);
    let prk = Salt::new(HKDF_SHA256, salt).extract(&input);
    let content_key: [u8; 16] = expand(&prk, &[b"Content-Encoding: aes128gcm\0"]);
    let nonce: [u8; 12] = expand(&prk, &[b"Content-Encoding: nonce\0"]);
    let opener = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &content_key).expect("a key"));
    let mut sealed = sealed.to_vec();
    let opened = opener.open_in_place(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut sealed);
    let mut message = opened.expect("a message for this browser").to_vec();
    while message.last() == Some(&0) {
        message.pop();
    }
    assert_eq!(message.pop(), Some(2), "the last record ends with 2");
    message
}
