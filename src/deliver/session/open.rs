//! Opening a session: connect, greet, encrypt, sign in.

use lettre::transport::smtp::{commands::Ehlo, extension::ClientId};
use tokio::time::Instant;
use tokio_rustls::TlsConnector;

use super::{
    Session, auth,
    features::Features,
    trust::{self, Proof},
    wire::Wire,
};
use crate::{
    config::{Endpoint, Protocol, Security, Server, Smtp},
    deliver::refusal::{Refusal, Stage},
};

impl Session {
    /// Connects, greets, encrypts and signs in, as the configuration says.
    ///
    /// Opportunistic encryption that fails is done without (RFC 7435 section 3), unless a password is at stake or we are
    /// to show a certificate: who sets that up does not mean plain text.
    ///
    /// # Errors
    /// The stage at which it went wrong, and why.
    pub(crate) async fn open(smtp: &Smtp, server: &Server) -> Result<Self, Refusal> {
        let may_do_without = server.security == Security::Opportunistic
            && server.login.is_none()
            && server.certificate.is_none();
        match Self::open_with(smtp, server, server.security).await {
            Err(refusal) if may_do_without && refusal.stage == Stage::Tls => {
                tracing::warn!(%refusal, "encryption failed; going on in the clear");
                Self::open_with(smtp, server, Security::None).await
            }
            result => result,
        }
    }

    async fn open_with(smtp: &Smtp, server: &Server, security: Security) -> Result<Self, Refusal> {
        let wire = Wire::connect(&server.endpoint, smtp.timeout.0)
            .await
            .map_err(|why| Refusal::lost(Stage::Connect, format!("{server}: {why}")))?;
        let mut session = Self::new(wire);
        if security == Security::Implicit {
            session.encrypt(smtp, server, Proof::Name).await?;
        }
        session.greeting = session.expect(Stage::Connect, 2).await?.words();
        session.hello(smtp, server.protocol).await?;
        if matches!(security, Security::Opportunistic | Security::StartTls) {
            session.start_tls(smtp, server, security).await?;
        }
        if let Some(login) = &server.login {
            auth::sign_in(&mut session, login).await?;
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
            offered: false,
            taken: 0,
            opened: Instant::now(),
            usable: true,
        }
    }

    /// Says EHLO, or LHLO where LMTP is spoken (RFC 2033 section 4.1); HELO is too old to be worth trying.
    async fn hello(&mut self, smtp: &Smtp, protocol: Protocol) -> Result<(), Refusal> {
        let name = smtp
            .helo
            .clone()
            .map_or_else(ClientId::default, ClientId::Domain);
        let mut line = Ehlo::new(name).to_string();
        if protocol == Protocol::Lmtp {
            line.replace_range(..4, "LHLO");
        }
        self.write(Stage::Hello, line.as_bytes()).await?;
        let reply = self.expect(Stage::Hello, 2).await?;
        self.features = Features::of(&reply);
        self.pipelining = self.features.offers("PIPELINING");
        Ok(())
    }

    async fn start_tls(
        &mut self,
        smtp: &Smtp,
        server: &Server,
        security: Security,
    ) -> Result<(), Refusal> {
        let required = security == Security::StartTls;
        if !self.features.offers("STARTTLS") {
            let why =
                "the relay does not offer STARTTLS, and smtp.tls or our certificate requires it";
            return if required || server.certificate.is_some() {
                Err(Refusal::impossible(Stage::Tls, why))
            } else {
                Ok(())
            };
        }
        self.write(Stage::Tls, b"STARTTLS\r\n").await?;
        self.expect(Stage::Tls, 2).await?;
        // A password goes to nobody who has not proved the relay's name, unless they sit on this machine.
        let risks_secret = server.login.is_some() && !self.wire.is_loopback();
        let proof = if required || risks_secret {
            Proof::Name
        } else {
            Proof::None
        };
        self.encrypt(smtp, server, proof).await?;
        // All that was said in the clear is forgotten (RFC 3207 section 4.2).
        self.hello(smtp, server.protocol).await
    }

    async fn encrypt(&mut self, smtp: &Smtp, server: &Server, proof: Proof) -> Result<(), Refusal> {
        let impossible = |why: String| Refusal::impossible(Stage::Tls, why);
        let Endpoint::Tcp { host, .. } = &server.endpoint else {
            let why = "a Unix socket is not encrypted; leave smtp.tls out";
            return Err(impossible(why.to_owned()));
        };
        let client = trust::client(smtp, server.certificate.as_ref(), proof).map_err(impossible)?;
        let done = self.wire.encrypt(TlsConnector::from(client), host).await;
        done.map_err(|why| match why.kind() {
            // rustls reports a certificate it won't believe like this: trying again won't help.
            std::io::ErrorKind::InvalidData => Refusal::impossible(Stage::Tls, why),
            _ => Refusal::lost(Stage::Tls, why),
        })
    }
}
