from PIL import Image as Image
