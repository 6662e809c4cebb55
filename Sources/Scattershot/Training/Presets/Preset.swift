import DigitKeys
import KeyLayers
import Platform
import TokenPipeline

/// A named set of training settings, chosen on development data.
public enum Preset: String, Sendable, Hashable, Codable, CaseIterable {
    /// Few layers: the fastest inference.
    case fast
    /// More layers, among them what training says of each word, and decoder keys far apart.
    case accurate
    /// For tags that depend on the structure of a sentence, with universal parts of speech in column 2: layers that look
    /// for the verbs, and for what was tagged already.
    case roles
    /// For pairs of the letters of English words and their phonemes.
    case phonemes
}

extension TrainingSettings {
    /// The settings of a preset.
    ///
    /// - Throws: `InvalidStructure` when the preset is not meant for data of this format.
    /// - Complexity: O(layers).
    public init(for format: DataFormat, preset: Preset) throws(InvalidStructure) {
        self.init(for: format)
        guard preset != .fast else { return }
        spread = .polar
        margin = 0.0313
        switch (preset, format.kind) {
        case (.roles, .tags):
            guard format.inputColumns == 2 else {
                throw InvalidStructure(
                    "the preset roles needs two input columns, a word and its part of speech, not \(format.inputColumns)"
                )
            }
            epochs = 6
            extend(by: RoleLayers.text)
        case (.accurate, .tags) where format.inputColumns > 1:
            epochs = 6
            history = .wanted
            // Training shows windows of states as they are wanted; those that inference decides disturb more than they help.
            states.node = .b
            extend(
                by: (2...format.inputColumns).map(AccurateTagLayers.column).joined()
                    + AccurateTagLayers.beside + AccurateTagLayers.digits)
        case (.accurate, .tags):
            margin = 0.055
            extend(by: AccurateTagLayers.words + AccurateTagLayers.digits)
            // What was decided adds nothing beside so many neighbours, and without it no position waits for another.
            layers.removeAll(where: \.isDynamic)
        case (.accurate, .spacing):
            numbers = 16
            margin = 0.02
            extend(by: AccurateSpacingLayers.text)
        case (.accurate, .pairs): break
        case (.phonemes, .pairs):
            numbers = 64
            margin = 0.06
            pairs.minimumChunks = 8
            extend(by: PhonemeLayers.text)
        case (.phonemes, _): throw InvalidStructure("the preset phonemes is for the format pairs")
        case (.roles, _): throw InvalidStructure("the preset roles is for the format tags")
        case (.fast, _): break
        }
    }
}
