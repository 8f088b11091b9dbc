//! A sink that publishes events to NATS JetStream.

use async_nats::jetstream::{self, stream};
use async_nats::{HeaderMap, header};
use iotpay_store::outbox::{HandledEvent, Sink, SinkError};

const STREAM: &str = "IOTPAY";
const SUBJECT: &str = "iotpay.handled";

/// Publishes each event to the stream `IOTPAY`, and waits until the server has stored it.
pub struct JetStreamSink {
    context: jetstream::Context,
}

impl JetStreamSink {
    /// Connects to a server such as `nats://127.0.0.1:4222`, and creates the stream if it does not exist.
    pub async fn connect(url: &str) -> Result<Self, SinkError> {
        let context = jetstream::new(async_nats::connect(url).await?);
        let config =
            stream::Config { name: STREAM.to_owned(), subjects: vec![SUBJECT.to_owned()], ..stream::Config::default() };
        context.get_or_create_stream(config).await?;
        Ok(Self { context })
    }
}

impl Sink for JetStreamSink {
    async fn deliver(&self, event: &HandledEvent) -> Result<(), SinkError> {
        let mut headers = HeaderMap::new();
        // The server discards a message with the same id within its window (2 minutes by default). A consumer
        // recognizes later duplicates by the member `id`.
        headers.insert(header::NATS_MESSAGE_ID, event.id());
        let acknowledgement = self.context.publish_with_headers(SUBJECT, headers, event.to_json().into()).await?;
        acknowledgement.await?;
        Ok(())
    }
}
