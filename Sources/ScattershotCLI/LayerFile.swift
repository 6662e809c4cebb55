import KeyLayers
import Platform
import Scattershot

/// Reads files of context layers.
enum LayerFile {
    /// - Throws: `InputError` naming the file and the layer that cannot be read; `SystemError`.
    static func read(_ path: String) throws -> LayerList {
        let text = try MappedFile(reading: path).withBytes { String(decoding: $0, as: UTF8.self) }
        do throws(LayerTextError) {
            return try LayerList(text: text)
        } catch {
            throw InputError(source: path, line: error.line, problem: error.problem)
        }
    }
}
