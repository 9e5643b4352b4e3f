//! Opening a session: connect, greet, encrypt, sign in.

use lettre::transport::smtp::{commands::Ehlo, extension::ClientId};
use tokio_rustls::TlsConnector;

use super::{Session, auth, features::Features, trust, wire::Wire};
use crate::{
    config::{Relay, Security, Smtp},
    deliver::refusal::{Refusal, Stage},
};

impl Session {
    /// Connects, greets, encrypts and signs in, as the configuration says.
    ///
    /// Opportunistic encryption that fails is done without (RFC 7435 section 3), unless a password is at stake.
    ///
    /// # Errors
    /// The stage at which it went wrong, and why.
    pub(crate) async fn open(smtp: &Smtp) -> Result<Self, Refusal> {
        let Relay::Server {
            security,
            credentials,
            ..
        } = &smtp.relay
        else {
            let why = "an outbox has no server of its own; start its catcher first";
            return Err(Refusal::impossible(Stage::Connect, why));
        };
        let may_do_without = *security == Security::Opportunistic && credentials.is_none();
        match Self::open_with(smtp, *security).await {
            Err(refusal) if may_do_without && refusal.stage == Stage::Tls => {
                tracing::warn!(%refusal, "encryption failed; going on in the clear");
                Self::open_with(smtp, Security::None).await
            }
            result => result,
        }
    }

    async fn open_with(smtp: &Smtp, security: Security) -> Result<Self, Refusal> {
        let Relay::Server {
            host,
            port,
            credentials,
            ..
        } = &smtp.relay
        else {
            return Err(Refusal::impossible(Stage::Connect, "no server"));
        };
        let wire = Wire::connect(host, *port, smtp.timeout.0)
            .await
            .map_err(|why| Refusal::lost(Stage::Connect, format!("{host}:{port}: {why}")))?;
        let mut session = Self::new(wire);
        if security == Security::Implicit {
            session.encrypt(smtp, host, true).await?;
        }
        session.greeting = session.expect(Stage::Connect, 2).await?.words();
        session.hello(smtp).await?;
        if matches!(security, Security::Opportunistic | Security::StartTls) {
            session.start_tls(smtp, host, security).await?;
        }
        if let Some((user, password)) = credentials {
            auth::sign_in(&mut session, user, password).await?;
            session.authenticated = true;
        }
        Ok(session)
    }

    fn new(wire: Wire) -> Self {
        Self {
            wire,
            features: Features::default(),
            greeting: String::new(),
            authenticated: false,
            pipelining: false,
            taken: 0,
            usable: true,
        }
    }

    /// Says EHLO; HELO is too old to be worth trying.
    async fn hello(&mut self, smtp: &Smtp) -> Result<(), Refusal> {
        let name = smtp
            .helo
            .clone()
            .map_or_else(ClientId::default, ClientId::Domain);
        self.write(Stage::Hello, &Ehlo::new(name).to_string())
            .await?;
        let reply = self.expect(Stage::Hello, 2).await?;
        self.features = Features::of(&reply);
        self.pipelining = self.features.offers("PIPELINING");
        Ok(())
    }

    async fn start_tls(
        &mut self,
        smtp: &Smtp,
        host: &str,
        security: Security,
    ) -> Result<(), Refusal> {
        let required = security == Security::StartTls;
        if !self.features.offers("STARTTLS") {
            let why = "the relay does not offer STARTTLS, and smtp.tls requires it";
            return if required {
                Err(Refusal::impossible(Stage::Tls, why))
            } else {
                Ok(())
            };
        }
        self.write(Stage::Tls, "STARTTLS\r\n").await?;
        self.expect(Stage::Tls, 2).await?;
        self.encrypt(smtp, host, required || self.risks_password(smtp))
            .await?;
        // All that was said in the clear is forgotten (RFC 3207 section 4.2).
        self.hello(smtp).await
    }

    /// A password goes to nobody who has not proved the relay's name, unless they sit on this machine.
    fn risks_password(&self, smtp: &Smtp) -> bool {
        matches!(
            &smtp.relay,
            Relay::Server {
                credentials: Some(_),
                ..
            }
        ) && !self.wire.is_loopback()
    }

    async fn encrypt(&mut self, smtp: &Smtp, host: &str, verified: bool) -> Result<(), Refusal> {
        let client =
            trust::client(smtp, verified).map_err(|why| Refusal::impossible(Stage::Tls, why))?;
        let done = self.wire.encrypt(TlsConnector::from(client), host).await;
        done.map_err(|why| match why.kind() {
            // rustls reports a certificate it won't believe like this: trying again won't help.
            std::io::ErrorKind::InvalidData => Refusal::impossible(Stage::Tls, why),
            _ => Refusal::lost(Stage::Tls, why),
        })
    }
}
