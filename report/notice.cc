#include "report/notice.h"

#include "base/check.h"

namespace dangle {

std::string_view NoticeLevelName(NoticeLevel level) {
  switch (level) {
    case NoticeLevel::kNote:
      return "note";
    case NoticeLevel::kWarning:
      return "warning";
    case NoticeLevel::kError:
      return "error";
  }
  DANGLE_CHECK(false);
}

}  // namespace dangle
