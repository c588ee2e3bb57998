//! The native reference implementation (c2pa-rs) for bench/c2pa.mjs: one line in, one line out.
//!   c2pa-rs-peer SETTINGS.json   then: validate FILE TYPE | sign FILE TYPE CHAIN.pem KEY.pem
//! Answers the milliseconds of the work and the state it came to.
use std::fs::{self, File};
use std::io::{self, BufRead, Write};
use std::sync::Arc;
use std::time::Instant;

use c2pa::{create_signer, Builder, Context, Reader, SigningAlg};

type Failure = Box<dyn std::error::Error>;

const DEFINITION: &str = r#"{
  "claim_generator_info": [{"name": "peer", "version": "1"}],
  "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": [{
    "action": "c2pa.created", "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"}]}}]
}"#;

fn validate(context: &Arc<Context>, file: &str, kind: &str) -> Result<(f64, String), Failure> {
    let start = Instant::now();
    let reader = Reader::from_shared_context(context).with_stream(kind, File::open(file)?)?;
    let report = reader.json();
    let time = start.elapsed().as_secs_f64() * 1e3;
    if report.is_empty() {
        return Err("an empty report".into());
    }
    Ok((time, format!("{:?}", reader.validation_state())))
}

fn sign(context: &Arc<Context>, file: &str, kind: &str, chain: &str, key: &str) -> Result<(f64, String), Failure> {
    let signer = create_signer::from_files(chain, key, SigningAlg::Es256, None)?;
    let out = format!("{file}.peer");
    let start = Instant::now();
    let mut builder = Builder::from_shared_context(context).with_definition(DEFINITION)?;
    let mut target = File::options().read(true).write(true).create(true).truncate(true).open(&out)?;
    builder.sign(signer.as_ref(), kind, &mut File::open(file)?, &mut target)?;
    target.sync_all()?;
    let time = start.elapsed().as_secs_f64() * 1e3;
    fs::remove_file(out)?;
    Ok((time, "signed".into()))
}

fn main() -> Result<(), Failure> {
    let settings = fs::read_to_string(std::env::args().nth(1).ok_or("name the settings")?)?;
    let context = Context::new().with_settings(settings.as_str())?.into_shared();
    for line in io::stdin().lock().lines() {
        let line = line?;
        let words: Vec<&str> = line.split(' ').collect();
        let done = match words.as_slice() {
            ["validate", file, kind] => validate(&context, file, kind),
            ["sign", file, kind, chain, key] => sign(&context, file, kind, chain, key),
            _ => Err("no such work".into()),
        };
        match done {
            Ok((time, state)) => println!("{time:.4} {state}"),
            Err(error) => println!("0 {}", error.to_string().replace('\n', " ")),
        }
        io::stdout().flush()?;
    }
    Ok(())
}
