// One answer to /logs on its way: the journal is read a piece at a time, each when the client has the last one, so that
// neither many entries nor a slow client cost memory.

internal import HTTP
internal import Journal
internal import Linux
internal import Synchronization

/// The pieces behind the first.
final class LogsReading: Sendable {
    private let reader: JournalReader
    private let worker: Worker
    private let rest: Mutex<JournalReader.Position?>

    private init(_ reader: JournalReader, from rest: JournalReader.Position, _ worker: Worker) {
        self.reader = reader
        self.worker = worker
        self.rest = Mutex(rest)
    }

    /// Reads the first piece, which may block, and gives the answer: whole where that is all, else a stream that reads
    /// the rest on `worker`.
    static func response(to query: LogsQuery, _ worker: Worker) -> Response {
        let reader = JournalReader(identifier: BuildInformation.name, uid: Host.userID, as: query.format)
        let type = query.format == .text ? Response.plainText : "application/json"
        do throws(JournalReader.Failure) {
            let first = try reader.newest(query.limit)
            guard let rest = first.rest else { return Response(contentType: type, content: first.bytes) }
            let reading = LogsReading(reader, from: rest, worker)
            let stream = Stream(.list { stream in reading.refill(stream) })
            stream.put(first.bytes)
            return Response(contentType: type, content: .stream(stream))
        } catch {
            return Response(Refusal(.serviceUnavailable, Self.reason(error)))
        }
    }

    private static func reason(_ failure: JournalReader.Failure) -> String {
        switch failure {
        case .noJournal: "There is no journal here, or none that this program may read."
        case .refused(let errno): "The journal cannot be read: \(errno)."
        }
    }

    private func refill(_ stream: Stream) {
        _ = worker.submit(isContinued: true) { self.read(stream) }
    }

    private func read(_ stream: Stream) {
        guard let position = rest.withLock({ $0.take() }) else { return stream.end() }
        do throws(JournalReader.Failure) {
            let piece = try reader.piece(at: position)
            rest.withLock { $0 = piece.rest }
            if !piece.bytes.isEmpty { stream.put(piece.bytes) }
            if piece.rest == nil { stream.end() }
        } catch {
            // The answer says 200 already: only its breaking off can say that there would be more.
            stream.fail()
        }
    }
}
