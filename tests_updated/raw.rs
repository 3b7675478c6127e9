//! HTTP written by hand, for requests that no HTTP library sends.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

use ureq::http::{HeaderMap, HeaderName, HeaderValue};

use crate::test_app::{Answer, TestApp};

/// A connection to the server.
pub fn connect(app: &TestApp) -> TcpStream {
    let address = app.url.strip_prefix("http://").expect("a plain URL").trim_end_matches('/');
    let stream = TcpStream::connect(address).expect("a server that listens");
    stream.set_read_timeout(Some(Duration::from_secs(15))).expect("a timeout");
    stream
}

/// A request of which the test decides every byte, over a connection of its own.
pub fn raw(app: &TestApp, method: &str, target: &str, headers: &[(&str, &[u8])], body: &[u8]) -> Answer {
    let mut stream = connect(app);
    stream.write_all(&request_bytes(method, target, headers, body)).expect("a server that reads the request");
    let mut received = Vec::new();
    let mut buffer = [0; 16 << 10];
    loop {
        let count = stream.read(&mut buffer).unwrap_or_else(|why| panic!("{method} {target}: no answer: {why}"));
        received.extend(&buffer[..count]);
        let answer = parse(&received);
        // Whatever follows the answer to HEAD would be a body that must not be there.
        if count == 0 || method != "HEAD" && answer.as_ref().is_some_and(is_whole) {
            let received = String::from_utf8_lossy(&received);
            return answer.unwrap_or_else(|| panic!("{method} {target}: {received:?}"));
        }
    }
}

fn is_whole(answer: &Answer) -> bool {
    let length: usize = answer.header("content-length").unwrap_or("0").parse().expect("a length");
    answer.body.len() >= length
}

/// The bytes of a request; the length of the body is added unless the headers say it.
pub fn request_bytes(method: &str, target: &str, headers: &[(&str, &[u8])], body: &[u8]) -> Vec<u8> {
    let mut bytes = format!("{method} {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n").into_bytes();
    for (name, value) in headers {
        bytes.extend([name.as_bytes(), b": ", value, b"\r\n"].concat());
    }
    let has_length = headers.iter().any(|(name, _)| {
        name.eq_ignore_ascii_case("content-length") || name.eq_ignore_ascii_case("transfer-encoding")
    });
    if !has_length && (!body.is_empty() || matches!(method, "POST" | "PATCH" | "PUT")) {
        bytes.extend(format!("Content-Length: {}\r\n", body.len()).into_bytes());
    }
    bytes.extend(b"\r\n");
    bytes.extend(body);
    bytes
}

/// The last answer in what came over a connection.
pub fn parse(received: &[u8]) -> Option<Answer> {
    let end = received.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&received[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let status: u16 = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    if status < 200 {
        return parse(&received[end + 4..]);
    }
    let mut headers = HeaderMap::new();
    for line in lines {
        let (name, value) = line.split_once(':')?;
        let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
        headers.append(name, HeaderValue::from_bytes(value.trim().as_bytes()).ok()?);
    }
    assert!(!headers.contains_key("transfer-encoding"), "an answer of unknown length: {headers:?}");
    Some(Answer { status, headers, body: received[end + 4..].to_vec() })
}
