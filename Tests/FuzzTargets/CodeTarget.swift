import Platform
import Scattershot

/// Files of codes, refused or decoded; and everything else encoded as text or pairs and decoded again, which returns it to the
/// byte.
struct CodeTarget: FuzzTarget {
    static let name = "code"

    init() throws {}

    var mutator: Mutator? { FileMutators.code }

    private static let text = "the cat sees the naïve dog.\nthe dog.\n"

    func seeds() throws -> [[UInt8]] {
        let pairs = Array("ab\tAB\nba\tBA\n".utf8)
        return [Array(Self.text.utf8), pairs]
            + [
                try encoder(.text, .characters).encode(Array(Self.text.utf8)).code,
                try encoder(.text, .words).encode(Array(Self.text.utf8)).code,
                try encoder(.pairs, .characters).encode(pairs).code,
            ]
    }

    private func encoder(_ format: CodeFormat, _ tokens: DataFormat.Tokens) -> TokenAutoencoder {
        var encoder = TokenAutoencoder(format: format, tokens: tokens)
        // Few samples: what is not hit is spelled out, which is a way of its own.
        (encoder.settings.streams, encoder.settings.mostSamples) = (4, 8)
        return encoder
    }

    func run(_ bytes: [UInt8]) throws {
        guard !bytes.starts(with: Array("SCATCODE".utf8)) else {
            do {
                _ = try TokenAutoencoder.decode(bytes, to: CollectingSink())
            } catch let error as CodeFileError {
                checkRefusal(error)
            }
            return
        }
        let tokens: DataFormat.Tokens = bytes.count % 2 == 0 ? .characters : .words
        for format in CodeFormat.allCases {
            do {
                let sink = CollectingSink()
                _ = try TokenAutoencoder.decode(
                    encoder(format, tokens).encode(bytes, pool: BatchRun.pool).code, to: sink)
                require(sink.bytes == bytes, "\(format) of \(tokens) does not return what was encoded")
            } catch let error as InputError {
                require(format == .pairs, "a text was refused: \(error)")
                checkRefusal(error)
            }
        }
    }
}
