// The one way in which reports write JSON: rapidjson's streaming writer, with text made valid UTF-8 at the edge (rapidjson takes
// bytes as they come) and words that fit string_view.
//
//   json.BeginObject();  json.StringField("ruleId", "DNG201");  json.EndObject();      // {"ruleId":"DNG201"}
#ifndef DANGLE_REPORT_JSON_WRITER_H_
#define DANGLE_REPORT_JSON_WRITER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "rapidjson/stringbuffer.h"
#include "rapidjson/writer.h"
#include "report/unicode.h"

namespace dangle {

class JsonWriter {
 public:
  void BeginObject() { writer_.StartObject(); }
  void EndObject() { writer_.EndObject(); }
  void BeginArray() { writer_.StartArray(); }
  void EndArray() { writer_.EndArray(); }

  void Key(std::string_view key) { writer_.Key(key.data(), Size(key)); }
  void String(std::string_view text) {
    if (IsValidUtf8(text)) {
      writer_.String(text.data(), Size(text));
    } else {
      const std::string clean = SanitizeUtf8(text);
      writer_.String(clean.data(), Size(clean));
    }
  }
  void Number(std::uint64_t number) { writer_.Uint64(number); }
  // A value that is JSON already.
  void Raw(std::string_view json) { writer_.RawValue(json.data(), json.size(), rapidjson::kObjectType); }

  void BeginObjectField(std::string_view key) {
    Key(key);
    BeginObject();
  }
  void BeginArrayField(std::string_view key) {
    Key(key);
    BeginArray();
  }
  void StringField(std::string_view key, std::string_view text) {
    Key(key);
    String(text);
  }
  void NumberField(std::string_view key, std::uint64_t number) {
    Key(key);
    Number(number);
  }
  void BoolField(std::string_view key, bool value) {
    Key(key);
    writer_.Bool(value);
  }

  // What was written since the last ClearText; a document may be handed on in pieces.
  std::string_view Text() const { return {buffer_.GetString(), buffer_.GetSize()}; }
  void ClearText() { buffer_.Clear(); }
  // Begins a new document.
  void Reset() {
    buffer_.Clear();
    writer_.Reset(buffer_);
  }

 private:
  static rapidjson::SizeType Size(std::string_view text) {
    const auto size = static_cast<rapidjson::SizeType>(text.size());
    DANGLE_CHECK(size == text.size());
    return size;
  }

  rapidjson::StringBuffer buffer_;
  rapidjson::Writer<rapidjson::StringBuffer> writer_{buffer_};
};

}  // namespace dangle

#endif  // DANGLE_REPORT_JSON_WRITER_H_
