import Platform

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// JSON Lines: each line is an object whose member `input` holds one record; the same object comes back with a member
/// `output` added at its end, everything else unchanged to the byte.
///
/// `input` is a text for `spacing` and `pairs`, and for `tags` an array with a text for each token, or an array of texts
/// where the input has several columns. `output` is a text, or an array with one tag a token.
struct JSONLinesTransduction {
    let worker: TransductionWorker

    private struct Line: Decodable {
        let input: Input
        /// Also true for `null`.
        let hasOutput: Bool

        private enum CodingKeys: CodingKey {
            case input, output
        }

        init(from decoder: any Decoder) throws {
            let members = try decoder.container(keyedBy: CodingKeys.self)
            input = try members.decode(Input.self, forKey: .input)
            hasOutput = members.contains(.output)
        }
    }

    private enum Input: Decodable {
        case text(String)
        case tokens([[String]])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                self = .text(text)
            } else if let tokens = try? container.decode([String].self) {
                self = .tokens(tokens.map { [$0] })
            } else {
                self = .tokens(try container.decode([[String]].self))
            }
        }
    }

    /// Appends the answer to one line and returns its number of tokens.
    func answer(
        _ text: UnsafeBufferPointer<UInt8>, line: Int, into output: OutputBytes
    ) throws(RecordError) -> Int {
        if let problem = BlockTransduction.encodingProblem(in: text) {
            throw RecordError(line: line, problem: problem)
        }
        // JSON has no zero bytes; the decoder would take them for UTF-16.
        let data = Data(buffer: text)
        guard !text.contains(0), let parsed = try? JSONDecoder().decode(Line.self, from: data) else {
            throw RecordError(
                line: line,
                problem: "not a JSON object with a member \"input\" that is \(expectation); one object a line"
            )
        }
        guard !parsed.hasOutput else {
            throw RecordError(
                line: line, problem: "the object has a member \"output\" already; rename or remove it")
        }
        // The decoder allows a comma after the last member; another one after it would be no JSON.
        guard let end = text.lastIndex(of: UInt8(ascii: "}")),
            text[..<end].last(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) != UInt8(ascii: ",")
        else {
            throw RecordError(
                line: line, problem: "not a JSON object; is there a comma too many before its end?")
        }
        let result = try answer(parsed.input, line: line)
        output.append(UnsafeBufferPointer(rebasing: text[..<end]))
        output.append(#","output":"#)
        output.append(result.json)
        output.append(UnsafeBufferPointer(rebasing: text[end...]))
        // Items are counted when the block ends.
        worker.probe.lap(.render)
        return result.tokens
    }

    /// The object that stands in for a refused line.
    static func errorObject(_ error: InputError) -> Data {
        Self.encode(["error": error.description])
    }

    private var expectation: String {
        worker.codec is TagsCodec
            ? "an array of tokens"
                + (worker.codec.columnCount > 1 ? ", each an array of \(worker.codec.columnCount) texts" : "")
            : "a text"
    }

    private func answer(_ input: Input, line: Int) throws(RecordError) -> (json: Data, tokens: Int) {
        let records = worker.records
        records.removeAll()
        var bytes: [UInt8] = []
        let isTags = worker.codec is TagsCodec
        switch input {
        case .text(let text) where !isTags:
            bytes = Array(text.utf8)
            bytes.withUnsafeBufferPointer {
                worker.codec.tokenize(0..<$0.count, of: BlockText(bytes: $0), into: records.columns[0])
            }
        case .tokens(let tokens) where isTags && tokens.allSatisfy { $0.count == worker.codec.columnCount }:
            for token in tokens {
                for (column, text) in token.enumerated() {
                    let start = bytes.count
                    bytes.append(contentsOf: text.utf8)
                    records.columns[column].append(BytePlace(start..<bytes.count))
                }
            }
        default:
            throw RecordError(line: line, problem: "\"input\" must be \(expectation)")
        }
        do throws(RecordError) {
            try records.endLine(0)
        } catch {
            throw RecordError(line: line, problem: error.problem)
        }
        return bytes.withUnsafeBufferPointer { bytes in
            let text = BlockText(bytes: bytes)
            worker.probe.lap(.tokenise, items: records.count, bytes: text.bytes.count)
            worker.decode(text)
            let count = records.count
            if isTags {
                let tags = worker.emissions.tokens.map { worker.outputs.text(Int($0)) }
                return (Self.encode(tags), count)
            }
            let output = OutputBytes()
            worker.codec.renderText(worker.answer, positions: 0..<count, of: text, into: output)
            return (Self.encode(String(decoding: output.bytes, as: UTF8.self)), count)
        }
    }

    private static func encode(_ value: some Encodable) -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes]
        // Texts and arrays of texts can always be encoded.
        return (try? encoder.encode(value)) ?? Data("null".utf8)
    }
}
