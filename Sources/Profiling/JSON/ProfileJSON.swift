#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension ProfileReport {
    /// The report as JSON (UTF-8): indented, members in the order of their names, a line feed at the end.
    ///
    /// - Throws: ``ProfileFileError`` when a value is not a finite number.
    /// - Complexity: O(size of the report).
    public func json() throws(ProfileFileError) -> [UInt8] { try ProfileJSON.encode(self, name: "profile") }

    /// The report in a JSON file, checked: whatever it holds can be drawn and compared.
    ///
    /// - Parameters:
    ///   - json: The file's bytes, UTF-8.
    ///   - name: What to call the file in messages.
    /// - Throws: ``ProfileFileError`` when the bytes are not JSON, follow another schema, miss a member or hold a value that is
    ///   out of range.
    /// - Complexity: O(bytes).
    public init(json: [UInt8], name: String) throws(ProfileFileError) {
        let schema = try ProfileJSON.decode(SchemaName.self, from: json, name: name).schema
        guard schema == Self.currentSchema else {
            throw ProfileFileError(
                name: name,
                "the file follows \(schema.prefix(60)), this program reads \(Self.currentSchema): "
                    + "make the profile again with this program, or read it with the one that made it")
        }
        self = try ProfileJSON.decode(ProfileReport.self, from: json, name: name)
        try ReportCheck(name: name).check(self)
    }

    private struct SchemaName: Decodable { var schema: String }
}

/// JSON in and out, with errors of one line.
enum ProfileJSON {
    static func encode(_ value: some Encodable, name: String) throws(ProfileFileError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(value)) + [0x0A]
        } catch EncodingError.invalidValue(let value, let context) {
            throw ProfileFileError(
                name: name, "\(path(context.codingPath)) is \(value), which JSON has no number for")
        } catch {
            throw ProfileFileError(name: name, "cannot be written as JSON: \(error)")
        }
    }

    static func decode<Value: Decodable>(
        _ type: Value.Type, from json: [UInt8], name: String
    ) throws(ProfileFileError) -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(json))
        } catch let error as DecodingError {
            throw ProfileFileError(name: name, problem(error))
        } catch {
            throw ProfileFileError(name: name, "not a profile: \(error)")
        }
    }

    private static func problem(_ error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, let context):
            "not a profile: member \(path(context.codingPath + [key])) is missing"
        case .valueNotFound(_, let context):
            "not a profile: \(path(context.codingPath)) is null"
        case .typeMismatch(let type, let context):
            "not a profile: \(path(context.codingPath)) is not \(word(for: type))"
        case .dataCorrupted(let context) where context.codingPath.isEmpty:
            "not JSON"
        case .dataCorrupted(let context):
            "not a profile: \(path(context.codingPath)) has a value that cannot be read"
        @unknown default: "not a profile"
        }
    }

    private static func word(for type: Any.Type) -> String {
        switch type {
        case is String.Type: "a text"
        case is Int.Type: "a whole number"
        case is Double.Type: "a number"
        case is Bool.Type: "true or false"
        case is any RandomAccessCollection.Type: "a list"
        default: "an object"
        }
    }

    /// For example `stages[2].time`; "the file" for the whole.
    private static func path(_ keys: [any CodingKey]) -> String {
        var text = ""
        for key in keys {
            if let index = key.intValue {
                text += "[\(index)]"
            } else {
                text += (text.isEmpty ? "" : ".") + key.stringValue
            }
        }
        return text.isEmpty ? "the file" : text
    }
}
